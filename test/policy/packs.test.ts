import { describe, expect, test } from 'vitest'
import { MODE_FILE } from '../../src/change.ts'
import { globOf } from '../../src/policy/globs.ts'
import { matcher } from '../../src/policy/match.ts'
import { packs } from '../../src/policy/packs.ts'
import { pathKey } from '../../src/policy/path-key.ts'
import { compilePatterns, patternFault } from '../../src/policy/patterns.ts'

const tests = Object.fromEntries(
  Object.entries(packs).map(([name, { patterns, except }]) => {
    const match = matcher(compilePatterns(patterns, { fold: true }), globOf)
    const out = matcher(compilePatterns(except, { fold: false }), globOf)
    return [name, (path: string) => match(pathKey(path, MODE_FILE)) && !out(pathKey(path, MODE_FILE))]
  }),
)

const guarded: Readonly<Record<string, readonly string[]>> = {
  ci: [
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/ci.yml',
    '.github/actions/setup/action.yml',
    'action.yml',
    '.gitlab-ci.yml',
    '.gitlab/ci/build.yml',
    'Jenkinsfile',
    'services/a/Jenkinsfile',
    'Jenkinsfile.release',
    'azure-pipelines-pr.yml',
    '.circleci/config.yml',
    'cloudbuild.yaml',
    '.drone.star',
    'appveyor.yml',
    '.appveyor.yml',
    '.forgejo/workflows/x.yml',
    'bitbucket-pipelines.yml',
    '.buildkite/pipeline.yml',
    '.woodpecker.yaml',
  ],
  governance: [
    'CODEOWNERS',
    '.github/CODEOWNERS',
    'docs/CODEOWNERS',
    '.gitlab/CODEOWNERS',
    '.gitattributes',
    'a/.gitattributes',
    'LICENSE',
    'LICENSE.md',
    '.gitmodules',
    '.github/dependabot.yml',
    'renovate.json5',
    '.renovaterc',
    'SECURITY.md',
  ],
  deploy: [
    'infra/main.tf',
    'modules/vpc/main.tf',
    'Dockerfile',
    'svc/Dockerfile.prod',
    'deploy/prod.sh',
    'k8s/app.yaml',
    'fly.toml',
    'docker-compose.prod.yml',
    'compose.yaml',
    'charts/web/values.yaml',
    'services/api/deploy/run.sh',
    'deploy/overlays/test/kustomization.yaml',
    'prod.tfvars',
    'serverless.yml',
    '.goreleaser.yml',
    'deploy/x.md/run.sh',
  ],
  auth: [
    'src/auth/login.ts',
    'app/(auth)/auth/page.tsx',
    'api/authentication.py',
    'lib/oauth2/server.go',
    'app/models/ability.rb',
    'src/middleware.ts',
    'apps/web/middleware.ts',
    'policy/main.rego',
    'src/jwt.rs',
    'app/controllers/sessions_controller.rb',
    'firestore.rules',
    'auth.config.ts',
  ],
  billing: [
    'src/billing/plan.ts',
    'apps/api/src/payments/x.py',
    'lib/stripe_client.rb',
    'lib/stripe.rb',
    'src/checkout/total.ts',
    'src/payment-service.ts',
    'app/Invoice.java',
  ],
  migrations: [
    'db/migrate/20200101_x.rb',
    'app/migrations/0001_initial.py',
    'prisma/migrations/2020/migration.sql',
    'db/V1__init.sql',
    'sql/R__views.sql',
    'Data/Migrations/2020_Init.cs',
    'prisma/schema.prisma',
    'db/structure.sql',
    'alembic/versions/ab_x.py',
    'drizzle/0001.sql',
  ],
  generated: [
    'a/__generated__/x.ts',
    'api/v1/x.pb.go',
    'src/x_pb2.py',
    'lib/model.g.dart',
    'src/client.gen.ts',
    'a/generated/b.ts',
    'src/routeTree.gen.ts',
    'x.designer.cs',
    'public/a.min.js',
    'pkg/zz_generated.deepcopy.go',
    'src/types.generated.ts',
  ],
  secrets: [
    '.env',
    '.ENV',
    'apps/x/.env.production',
    'prod.env',
    'certs/server.pem',
    'id_rsa',
    'keys/deploy_ed25519',
    '.aws/credentials',
    'home/.aws/config',
    'config/master.key',
    'config/credentials/prod.key',
    'gcp/service-account.json',
    '.netrc',
    '_netrc',
    'a.p12',
    'terraform.tfstate',
    '.ssh/known',
    'secrets.yml',
    'k8s/config/secrets/a',
    '.env.local',
    'test/fixtures/server.key',
    '.bash_history',
  ],
  'production-data': [
    'db/prod_dump.sql',
    'backups/x.tar',
    'a.sqlite3',
    'data/production/users.csv',
    'users.parquet',
    'x.sql.gz',
  ],
  agents: [
    'AGENTS.md',
    'packages/a/AGENTS.md',
    'Claude.md',
    '.claude/settings.json',
    '.cursor/rules/x.mdc',
    '.mcp.json',
    '.github/copilot-instructions.md',
    '.vscode/mcp.json',
    '.codex/config.toml',
    '.github/instructions/x.md',
    '.github/workflows/copilot-setup-steps.yml',
    'skills/x/SKILL.md',
    '.aider.conf.yml',
    'test/.claude/hooks/x',
  ],
  editor: [
    '.vscode/tasks.json',
    '.vscode/settings.json',
    'a/.vscode/launch.json',
    '.idea/workspace.xml',
    '.envrc',
    'x.code-workspace',
  ],
  hooks: [
    '.husky/pre-commit',
    'web/.husky/pre-commit',
    'lefthook.yml',
    '.lefthook-local.json',
    '.config/lefthook.toml',
    '.pre-commit-config.yaml',
    'commitlint.config.ts',
    '.githooks/x',
    '.lintstagedrc.json',
    'config/hooks/pre-push',
  ],
  quality: [
    'eslint.config.mjs',
    'packages/a/jest.config.ts',
    '.secrets.baseline',
    'conftest.py',
    'tests/conftest.py',
    '.github/codecov.yml',
    'tsconfig.json',
    'ruff.toml',
    '.golangci.yml',
    'vitest.config.ts',
    '.gitleaksignore',
    'phpunit.xml.dist',
  ],
  policy: [
    '.precheck.yml',
    '.PRECHECK.yml',
    '.precheck.yml::$DATA',
    '.precheck/packet.md',
    '.husky/commit-msg',
    '.husky/pre-push',
    'web/.husky/prepare-commit-msg',
    '.husky/install.mjs',
    '.husky/_/h',
    'web/.husky/_/commit-msg',
    '.githooks/pre-merge-commit',
    '.github/workflows/precheck.yml',
    '.github/workflows/precheck.yaml',
    '.gitlab/precheck.yml',
  ],
}

const left: Readonly<Record<string, readonly string[]>> = {
  ci: [
    'docs/ci.md',
    'src/index.ts',
    'README.md',
    '.github/ISSUE_TEMPLATE/bug.yml',
    'src/jenkinsfile.ts',
    'src/actions.yml',
  ],
  governance: ['src/license.ts', 'docs/LICENSE', '.gitignore', 'src/codeowners.ts', 'CHANGELOG.md'],
  deploy: [
    'src/deploy.ts',
    'src/commands/deploy/index.ts',
    'src/compose.ts',
    'docs/docker.md',
    'deploy/README.md',
    'app.json',
    'src/dockerfile.go',
    'src/components/charts/bar.tsx',
    'lib/manager/terraform/extract.ts',
    'test/fixtures/Dockerfile',
    'src/values.yaml',
    'packages/a/test/Dockerfile',
    '__fixtures__/main.tf',
    'i18n/values.yml',
  ],
  auth: [
    'src/author.ts',
    'src/authors/list.ts',
    'src/authority.py',
    'src/index.ts',
    'docs/auth/setup.md',
    'src/auth/README.md',
    'src/auth/login.test.ts',
    'test/auth/login.ts',
    'src/__tests__/auth.ts',
    'src/oauth-client-list.css',
    'src/session.ts',
    'pkg/auth/auth_test.go',
    'lib/blogin.ts',
  ],
  billing: [
    'src/index.ts',
    'docs/checkout.md',
    'src/git/checkout.ts',
    'src/stripes.css',
    'src/pubsub/subscription.graphql',
    'public/paypal.svg',
  ],
  migrations: [
    'src/index.ts',
    'docs/migrations/guide.md',
    'CHANGELOG.md',
    'src/migrate.ts',
    'queries/users.sql',
    'src/__init__.py',
  ],
  generated: [
    'src/generator.ts',
    'src/general.ts',
    'test/fixtures/generated/x.ts',
    'src/gen/x.ts',
    'dist.ts',
    'vendor/x/y.go',
  ],
  secrets: [
    'src/index.ts',
    'README.md',
    '.env.example',
    'apps/x/.env.sample',
    '.env.production.example',
    'example.env',
    'id_rsa.pub',
    'src/environment.ts',
    'src/secrets/rotate.ts',
    'src/credentials/store.ts',
    '.npmrc',
    'templates/secret.yaml',
    'src/key.ts',
    'docs/env.md',
    '.envrc',
    'keyboard.keymap',
  ],
  'production-data': ['src/index.ts', 'src/backup.ts', 'data/products.json', 'db/seed.sql', 'Thumbs.db'],
  agents: ['docs/agents-guide.md', 'src/agents.ts', 'src/agents/run.ts', 'src/claude.ts', 'README.md'],
  editor: ['src/index.ts', '.vscode/snippets.code-snippets', '.editorconfig'],
  hooks: ['src/hooks.ts', 'src/hooks/useX.ts', 'hooks/use-toast.ts', 'docs/husky.md'],
  quality: ['src/index.ts', 'pyproject.toml', 'packages/a/tsconfig.json', 'package.json', 'src/ruff.ts'],
  policy: [
    '.husky/pre-commit',
    'docs/.precheck.yml',
    '.github/workflows/ci.yml',
    'src/commit-msg',
    '.githooks/post-commit',
    'src/_/h',
    '.github/workflows/precheck.md',
  ],
}

test('every pack has examples', () => {
  expect(Object.keys(guarded)).toEqual(Object.keys(packs))
  expect(Object.keys(left)).toEqual(Object.keys(packs))
})

describe.each(Object.keys(packs))('%s', (name) => {
  test.each(guarded[name]!)('guards %s', (path) => {
    expect(tests[name]!(path)).toBe(true)
  })

  test.each(left[name]!)('leaves %s alone', (path) => {
    expect(tests[name]!(path)).toBe(false)
  })

  test('has patterns in which nothing is wrong, each once', () => {
    const { patterns, except, summary } = packs[name]!
    for (const pattern of [...patterns, ...except]) expect(patternFault(pattern), pattern).toBeNull()
    expect(new Set(patterns).size).toBe(patterns.length)
    expect(summary).toMatch(/^[A-Z].*\.$/)
  })
})

test('what runs by itself and what must stay secret has no exception for tests', () => {
  for (const name of ['hooks', 'agents', 'policy', 'editor', 'quality', 'governance'])
    expect(packs[name]!.except).toEqual([])
  expect(tests.secrets!('test/fixtures/id_rsa')).toBe(true)
  expect(tests.ci!('test/fixtures/.github/workflows/x.yml')).toBe(false)
  expect(tests.ci!('test/fixtures/Jenkinsfile')).toBe(true)
})
