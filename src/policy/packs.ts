/**
 * Lists of paths that precheck keeps up to date, for `pack:` in a policy. Patterns are in gitignore's sense: a name
 * without a slash at any depth, a leading slash (or one inside) from the top. What many harmless commits touch is left
 * out on purpose: a guard that cries wolf is taken away. Names come from the tools' own documentation and from the
 * CODEOWNERS files of large projects.
 */
export interface Pack {
  /** What it guards, in one sentence. */
  readonly summary: string
  readonly patterns: readonly string[]
  /** What is never meant. Lists for whose files a copy in a test is only a copy end with the folders of tests. */
  readonly except: readonly string[]
}

const list = (patterns: string): readonly string[] => patterns.trim().split(/\s+/)

// A folder `test` deep down may be an environment (`deploy/overlays/test/`), so only those that cannot be are here.
const TESTS = list(`
  /test/ /tests/ /spec/ /e2e/ /{apps,libs,packages}/*/{test,tests}/ **/src/test/ __tests__/ __mocks__/ __fixtures__/
  __snapshots__/ fixtures/ test-fixtures/ testdata/
`)

const CODE = '{ts,tsx,mts,js,jsx,mjs,cjs,py,rb,go,java,kt,cs,php,rs,ex,exs,swift,scala}'

const TESTS_OF_CODE = list(`tests/ *.{test,spec}.${CODE} *_{test,spec}.${CODE} test_*.py *Test.{java,kt,cs,php}`)

const ci: Pack = {
  summary: 'Workflows and pipelines: what runs with the rights of CI.',
  patterns: list(`
    .github/workflows/ .github/actions/ action.{yml,yaml} .forgejo/workflows/ .gitea/workflows/ .depot/workflows/
    .blacksmith/ /.gitlab-ci.{yml,yaml} *.gitlab-ci.{yml,yaml} .gitlab/ci/ .gitlab/**/*.{yml,yaml} /.circleci/
    /.buildkite/ /buildkite.{yml,yaml} /.travis.{yml,yaml} Jenkinsfile Jenkinsfile.* *.jenkinsfile
    /azure-pipelines*.{yml,yaml} /.azure-pipelines/ /.azuredevops/ /.ado/ /bitbucket-pipelines.{yml,yaml}
    /bitrise.{yml,yaml} /{,.}appveyor.{yml,yaml} /.cirrus.{yml,yaml,star} /.drone.{yml,yaml,jsonnet,star}
    /.woodpecker.{yml,yaml} /.woodpecker/ /.crow/ /.vela.{yml,yaml} /.semaphore/ /.teamcity/
    /cloudbuild*.{yml,yaml,json} /buildspec*.{yml,yaml} /codemagic.{yml,yaml} /wercker.yml /.tekton/ /.harness/
    /{,.}screwdriver.yaml /.evergreen.yml /Dangerfile /danger/ /dangerfile.{js,ts} /.mergify.{yml,yaml}
    .github/mergify.{yml,yaml} /.kodiak.toml /.bulldozer.yml /.policy.yml /.prow.yaml
  `),
  // Programs that read such files. Only in small letters, which the files themselves are not written in.
  except: list(`jenkinsfile.${CODE}`),
}

const governance: Pack = {
  summary: 'Who must review, which bots may change what, and how git treats the files.',
  patterns: list(`
    CODEOWNERS .github/dependabot.{yml,yaml} /renovate.{json,json5} /.renovaterc /.renovaterc.{json,json5}
    .github/renovate.{json,json5} .gitlab/renovate.{json,json5} .github/settings.{yml,yaml} .github/rulesets/
    .github/labeler.{yml,yaml} .github/release.{yml,yaml} /SECURITY.md .github/SECURITY.md /LICENSE* .gitattributes
    .gitmodules /.allstar/ /.asf.yaml
  `),
  except: [],
}

const deploy: Pack = {
  summary: 'Infrastructure and releases: what decides what runs in production.',
  patterns: list(`
    *.{tf,tfvars,tofu} *.{tf,tfvars}.json *.tfstate *.tfstate.* terragrunt.hcl *.{bicep,bicepparam} Pulumi.yaml
    Pulumi.*.yaml cdk.json serverless.{yml,yaml,ts,js,json} samconfig.toml Chart.yaml
    **/{charts,helm}/**/values*.{yml,yaml} kustomization.{yml,yaml} helmfile*.{yml,yaml} helmfile.d/ skaffold.yaml
    Tiltfile /deploy/ /deployment/ /deployments/ /infra/ /infrastructure/
    /{apps,packages,services}/*/{deploy,deployment,infra}/ /terraform/ /charts/ /ansible/ /playbooks/ /helm/
    /manifests/**/*.{yml,yaml} k8s/ kubernetes/ argocd/ flux-system/ /cloudformation/ Dockerfile Dockerfile.*
    *.dockerfile Containerfile Containerfile.* .dockerignore docker-compose*.{yml,yaml} compose.{yml,yaml}
    compose.*.{yml,yaml} docker-bake.{hcl,json} entrypoint.sh Procfile /fly.toml /fly.*.toml /render.yaml
    /railway.{json,toml} vercel.json netlify.toml wrangler.{toml,json,jsonc} /app.yaml /firebase.json /.firebaserc
    /supabase/config.toml /amplify.yml /apprunner.yaml nginx*.conf Caddyfile web.config appspec.{yml,yaml}
    task-definition*.json *.nomad *.nomad.hcl *.pkr.hcl .ebextensions/ /flake.nix /packer/ /.devcontainer/
    /.devcontainer.json /.goreleaser.{yml,yaml} fastlane/ /eas.json /release-please-config.json
    /.release-please-manifest.json /.releaserc* /release.config.{js,cjs,mjs,ts} /.changeset/config.json
  `),
  except: [...list(`*.md {dockerfile,containerfile}.${CODE}`), ...TESTS],
}

const auth: Pack = {
  summary: 'Who may enter and who may do what.',
  patterns: list(`
    {auth,authn,authz,authentication,authorization}/ {oauth,oauth2,oidc,saml,sso,jwt}/ {rbac,acl,iam}/
    {permission,permissions}/ {login,sessions}/ {auth,authn,authz,authentication,authorization}.${CODE}
    {oauth,oauth2,oidc,saml,sso,jwt,csrf,rbac,permissions}.${CODE} {sessions,passwords}_controller.rb
    {auth,nextauth,lucia,clerk,passport}.config.{ts,js,mjs} /{,src/}{middleware,proxy}.{ts,js}
    /{apps,packages}/*/{,src/}{middleware,proxy}.{ts,js} *.rego SecurityConfig*.{java,kt} **/app/models/ability.rb
    **/config/initializers/{devise,omniauth,doorkeeper}.rb {firestore,storage}.rules database.rules.json .htaccess
  `),
  except: [...list(`*.{md,mdx} /docs/`), ...TESTS, ...TESTS_OF_CODE],
}

const billing: Pack = {
  summary: 'What customers are charged.',
  patterns: list(`
    {billing,payment,payments,payout,payouts,refund,refunds}/ {invoice,invoices,invoicing,ledger,metering}/
    {checkout,pricing,subscription,subscriptions}/ {entitlement,entitlements}/
    {stripe,paddle,braintree,adyen,paypal}/ {billing,payment,payments,payout,payouts,refund,refunds}.${CODE}
    {invoice,invoices,subscription,subscriptions,pricing}.${CODE}
    {billing,payment,invoice,subscription,stripe,paypal}{-,_}*.${CODE}
    {stripe,paddle,braintree,adyen,paypal}.${CODE}
  `),
  except: [...list(`*.{md,mdx} /docs/`), ...TESTS, ...TESTS_OF_CODE],
}

const migrations: Pack = {
  summary: 'Changes to the shape of a database, which are hard to take back.',
  patterns: list(`
    migrations/ **/db/{migrate,post_migrate,schema_migrations,changelog}/ **/db/{schema.rb,structure.sql}
    schema.prisma **/prisma/**/*.prisma alembic/ alembic.ini /drizzle/ drizzle.config.{ts,js,mjs} knexfile.{ts,js}
    flyway/ flyway.{conf,toml} {V,U,B}[0-9]*__*.sql R__*.sql liquibase/ db.changelog*.{xml,sql,yml,yaml,json}
    changelog-master.{xml,yml,yaml} atlas.{hcl,sum} **/hasura/metadata/ *ModelSnapshot.cs sqlx-data.json .sqlx/
    typeorm.config.* ormconfig.* mikro-orm.config.* sqitch.{conf,plan} /schema.sql **/{database,db,sql}/schema.sql
    migrations_lockfile.txt
  `),
  except: [...list(`*.{md,mdx} /docs/`), ...TESTS],
}

const generated: Pack = {
  summary: 'Files that a program writes: the change belongs in what they are made from.',
  patterns: list(`
    __generated__/ @generated/ generated/ *.generated.* *.gen.{ts,tsx,js,go,rs,py} *_gen.go zz_generated*.go
    *.pb.{go,cc,h,rb,php,swift,dart,ts,js,validate.go,gw.go} *.{pbjson,pbgrpc,pbenum,pbserver}.dart *_pb2.{py,pyi}
    *_pb2_grpc.{py,pyi} *_pb.{js,d.ts,ts} *_connect.{js,ts} *.{g,freezed,gr,mocks}.dart *.designer.cs *.g.cs
    *.g.i.cs *.feature.cs *.graphql.{ts,tsx} graphql.schema.json openapi_client/ openapi_server/ .openapi-generator/
    .speakeasy/ .fern/ kiota-lock.json payload-types.ts database.types.ts **/supabase/types.ts *_string.go
    bindata.go *.min.{js,css} *.bundle.js Pods/ **/Carthage/Build/ node_modules/ *.tsbuildinfo
  `),
  except: TESTS,
}

const secrets: Pack = {
  summary: 'Files that hold passwords, tokens and private keys, by their names.',
  patterns: list(`
    .env .env.* *.env .dev.vars /secrets/ /.secrets/ **/{config,deploy,infra}/secrets/
    secrets.{yml,yaml,json,toml,ini,env,tfvars} *.secrets.{yml,yaml,json,toml,ini,tfvars}
    credentials.{json,yml,yaml,xml,toml,ini,csv,yml.enc} *credentials*.{json,csv} service-account*.json
    *serviceaccount*.json *.{pem,key,p8,p12,pfx,pkcs12,jks,keystore,bks,jceks,ppk} *.{kdb,kdbx,psafe3}
    *.{agilekeychain,keychain} *.{ovpn,bek,skr} secring.gpg id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk}
    *_{rsa,dsa,ecdsa,ed25519} .ssh/ .azure/ .gcloud/ **/.aws/{credentials,config} **/.kube/config kubeconfig
    *.kubeconfig **/.docker/config.json .dockercfg .dockerconfigjson {.,_}netrc .pgpass .my.cnf .git-credentials
    .htpasswd .s3cfg .boto .pypirc **/.gem/credentials **/.cargo/credentials **/.cargo/credentials.toml
    **/.m2/settings.xml secret_token.rb wp-config.php LocalSettings.php *.tfstate *.tfstate.* .vault-token
    .*_history *.{pcap,cscfg,rdp}
  `),
  except: list(`
    .env.{example,sample,template,dist,schema,defaults,test.example} .env.*.{example,sample,template}
    *.env.{example,sample,template} {example,sample,template}.env *.pub
  `),
}

const productionData: Pack = {
  summary: 'Copies of databases and other data that may be about people.',
  patterns: list(`
    /data/prod*/ production-data/ prod-data/ /backups/ /dumps/ *.{dump,bak,rdb,mdb} *dump*.sql *.sql.gz
    *.{dump,bak}.gz *backup*.{sql,gz,zip,tar} **/fixtures/production/ *.{parquet,avro,orc} *.{sqlite,sqlite3,db}
  `),
  except: list(`Thumbs.db`),
}

const agents: Pack = {
  summary: 'What coding agents are told and allowed: their instructions, permissions, tools and hooks.',
  patterns: list(`
    {AGENTS,AGENT,CLAUDE,GEMINI,QWEN,WARP,SKILL}.md {AGENTS.override,CLAUDE.local}.md /CONVENTIONS.md .claude/
    .claude.json .mcp.json mcp.json .cursor/ .cursorrules .cursorignore .windsurf/ .windsurfrules .clinerules/ .roo/
    .roomodes .roorules* .kilocode/ .continue/ .continuerc* .aider* .codex/ .gemini/ .qwen/ .opencode/
    opencode.{json,jsonc} .amp/ .augment/ .augment-guidelines .junie/ .kiro/ .trae/ .factory/ .goosehints .goose/
    .zed/ .rules .warp/ .openhands/ .devin/ .agents/ .agent/ .skills/ .github/copilot-instructions.md
    .github/{copilot,instructions,prompts,chatmodes,agents,hooks,skills,aw}/
    .github/workflows/copilot-setup-steps.{yml,yaml} /.coderabbit.{yml,yaml} /.pr_agent.toml /.greptile/
    /greptile.json /.sourcery.{yml,yaml} /.bito.yaml /ellipsis.yaml /.ellipsis/ llms.txt apm.{yml,yaml}
    skills-lock.json
  `),
  except: [],
}

const editor: Pack = {
  summary: 'Settings by which an editor, a shell or a search tool runs commands when a folder is opened.',
  patterns: list(`
    **/.vscode/{settings,tasks,launch,extensions,mcp}.json *.code-workspace *.sublime-project .idea/ .fleet/ .envrc
    .ripgreprc .nvim.lua .exrc .vimrc .dir-locals.el
  `),
  except: [],
}

const hooks: Pack = {
  summary: 'Hooks of git and the settings of the tools that run them.',
  patterns: list(`
    .husky/ .githooks/ .git-hooks/ .vite-hooks/ /githooks/ /git-hooks/ /config/hooks/
    /{lefthook,.lefthook,.config/lefthook}{,-local}.{yml,yaml,json,jsonc,toml} /.lefthook/
    .pre-commit-config.{yml,yaml} .pre-commit-hooks.yaml /prek.toml /.prek/ /.overcommit.yml /captainhook.json
    /grumphp.yml /grumphp.yml.dist /{,.}simple-git-hooks.{js,cjs,json} .lintstagedrc .lintstagedrc.*
    lint-staged.config.* .commitlintrc .commitlintrc.* commitlint.config.* /.czrc /.gitlint /hk.pkl .gitconfig
  `),
  except: [],
}

const quality: Pack = {
  summary: 'What tests, linters, type checkers and scanners ask: where a check can be made to pass by asking less.',
  patterns: list(`
    .eslintrc .eslintrc.* eslint.config.* .eslintignore eslint-suppressions.json biome.{json,jsonc} .oxlintrc.json
    oxlint.config.* /tsconfig.json /tsconfig.base.json jest.config.* jest.setup.* vitest.{config,workspace,setup}.*
    {playwright,cypress,ava}.config.* karma.conf.* .mocharc* .nycrc* .c8rc* {,.}codecov.{yml,yaml} .coveragerc
    pytest.ini conftest.py tox.ini .flake8 {,.}pylintrc {,.}mypy.ini mypy-baseline.txt pyrightconfig.json
    .basedpyright/ {,.}ruff.toml .bandit bandit.{yml,yaml} .rubocop.yml .rubocop_todo.yml .rubocop_todo/ .rspec
    .simplecov phpunit.xml phpunit.xml.dist phpstan.neon phpstan.neon.dist phpstan-baseline.{neon,php} psalm.xml
    psalm.xml.dist psalm-baseline.xml .golangci.{yml,yaml,toml,json} .codespellrc {,.}clippy.toml rustfmt.toml
    detekt*.yml detekt-baseline*.xml ktlint-baseline.xml checkstyle*.xml spotbugs*.xml .swiftlint.yml
    .betterer.{ts,js,results} sonar-project.properties .sonarcloud.properties .snyk .trivyignore* .grype.yaml
    osv-scanner.toml .gitleaks.toml .gitleaksignore .betterleaks* .secretlintrc* .secretlintignore .secrets.baseline
    .semgrepignore .semgrep.{yml,yaml} .semgrep/ .checkov.{yml,yaml} .tflint.hcl audit-ci.json* .nsprc .size-limit*
    .bundlewatch* stryker.conf* knip.{json,jsonc,ts} .dependency-cruiser* .lockfile-lintrc* /deny.toml
    **/.cargo/audit.toml
  `),
  except: [],
}

const policy: Pack = {
  summary: 'The policy itself, the hooks that precheck installs, and the CI file that runs it.',
  // The hooks of a package deeper down are in its own folder; from the top, a link in place of the folder counts too.
  patterns: list(`
    /.precheck.yml /.precheck/ {,**/}{.husky,.githooks}/{commit-msg,prepare-commit-msg,pre-merge-commit,pre-push}
    {,**/}{.husky,.githooks}/install.mjs {,**/}.husky/_/ .github/workflows/precheck.{yml,yaml}
    .gitlab/precheck.{yml,yaml}
  `),
  except: [],
}

/** Every pack, by the name that a policy uses. */
export const packs: Readonly<Record<string, Pack>> = {
  ci,
  governance,
  deploy,
  auth,
  billing,
  migrations,
  generated,
  secrets,
  'production-data': productionData,
  agents,
  editor,
  hooks,
  quality,
  policy,
}
