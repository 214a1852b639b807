/**
 * By the ending of a file: what keeps a test from running or from failing, and what begins one. From the documentation
 * of each test library; an expression looks at one line, so none may be slow on a long one: what can match much is
 * bounded, or stands at the beginning.
 */
interface Marks {
  readonly endings: RegExp
  readonly skips: readonly RegExp[]
  readonly begins: RegExp
}

const MARKS: readonly Marks[] = [
  {
    endings: /\.[cm]?[jt]sx?$/i,
    skips: [
      /\b(?:describe|suite|context|it|test|specify|bench)(?:\.(?:concurrent|sequential|parallel|serial|each|only|failing|describe))*\.(?:skip|todo|fixme|only|skipIf|runIf|ignore)\b/,
      /(?:^|[^\w.$])(?:x(?:it|test|describe|context|specify)|f(?:it|describe|context))\s*\(/,
      /\b(?:this|t|ctx|context|test)\.skip\s*\(|(?:^|[^\w.$])pending\s*\(\s*\)/,
      /^\s*(?:it|test|describe|Deno\.test)\s*\([^)]{0,200}\{[^}]{0,200}\b(?:skip|todo|only|ignore)\s*:(?!\s*false\b)/,
      /\|\|\s*true\s*\)|\.catch\(\s*\(\w*\)\s*=>\s*(?:true|false|null|undefined|\{\s*\})\s*\)/,
    ],
    begins: /^\s*(?:Deno\.)?(?:it|test|specify)(?:\.\w+)*\s*\(/,
  },
  {
    endings: /\.py$/i,
    skips: [
      /@(?:pytest\.mark\.|unittest\.)?(?:skip|skipif|xfail|skipIf|skipUnless|expectedFailure)\b/,
      /\bpytest\.(?:skip|xfail|importorskip)\s*\(|\bself\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b/,
      /^\s*assert\s+(?:True|1)\s*(?:,|#|$)|\bor\s+True\b/,
      /^\s*__test__\s*=\s*False|\bcollect_ignore(?:_glob)?\s*=/,
    ],
    begins: /^\s*(?:async\s+)?def\s+test_?\w*\s*\(/,
  },
  {
    endings: /\.go$/i,
    skips: [
      /\b[tb]\.(?:Skip|Skipf|SkipNow)\s*\(|\bif\s+testing\.Short\(\)|^\/\/go:build\s.*\b(?:ignore|manual)\b/,
      /(?:^|[^\w.])[PXF](?:Describe|Context|When|It|Specify|Entry|DescribeTable)\s*\(/,
    ],
    begins: /^func\s+(?:Test|Fuzz|Benchmark|Example)\w*\s*\(/,
  },
  {
    endings: /\.(?:java|kt|kts|scala|groovy)$/i,
    skips: [
      /@(?:Disabled|DisabledIf\w*|DisabledOn\w+|Ignore|Ignored)\b|@Test\s*\([^)]{0,120}enabled\s*=\s*false/,
      /\bassume(?:True|False|That)\s*\(|\bthrow\s+new\s+(?:Skip|TestAborted|AssumptionViolated)Exception/,
      /(?:^|[^\w.])x(?:test|should|describe|context|given|when|then|it)\s*\(|\bignore\s*\(\s*"/,
    ],
    begins: /^\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b|^\s*(?:test|it)\s*\(\s*"/,
  },
  {
    endings: /\.(?:cs|fs|vb)$/i,
    skips: [
      /\[\s*(?:\w+\.)?(?:Ignore|Explicit)\b|\[\s*(?:Fact|Theory)\b[^\]]{0,200}\bSkip\s*=/,
      /\bAssert\.(?:Ignore|Inconclusive|Pass|Skip\w*)\s*\(|\bSkip\.(?:If|IfNot|When|Unless)\s*\(/,
    ],
    begins: /^\s*\[\s*(?:Fact|Theory|Test|TestCase|TestMethod)\b/,
  },
  {
    endings: /\.rb$/i,
    skips: [
      /(?:^|[^\w.:])(?:xit|xdescribe|xcontext|xspecify|xexample|xscenario|fit|fdescribe|fcontext)\b/,
      /^\s*(?:skip|pending)(?:\s+["'(]|\s*$|\s+(?:if|unless)\b)|,\s*:?(?:skip|pending|focus)(?::\s*(?:true|["'])|\s+do\b)/,
    ],
    begins: /^\s*(?:it|specify|example|scenario|test)\s+["']|^\s*def\s+test_\w+/,
  },
  {
    endings: /\.php$/i,
    skips: [
      /\bmarkTest(?:Skipped|Incomplete)\s*\(|->(?:skip|todo|only)\s*\(|\bexpectNotToPerformAssertions\s*\(/,
      /@doesNotPerformAssertions\b|#\[\s*DoesNotPerformAssertions/,
    ],
    begins: /\bfunction\s+test\w*\s*\(|^\s*(?:it|test)\s*\(\s*['"]|#\[\s*Test\s*\]/,
  },
  {
    endings: /\.rs$/i,
    skips: [/#\[\s*ignore\b|#\[\s*cfg\s*\(\s*(?:FALSE|any\(\))/],
    begins: /^\s*#\[\s*(?:\w+::)?test\b/,
  },
  {
    endings: /\.swift$/i,
    skips: [/\bXCTSkip(?:If|Unless)?\b|\bXCTExpectFailure\b|\.disabled\s*\(|\bwithKnownIssue\b/],
    begins: /\bfunc\s+test\w*\s*\(|^\s*@Test\b/,
  },
  {
    endings: /\.exs?$/i,
    skips: [/@(?:tag|moduletag|describetag)\s+(?::?skip\b|:?pending\b)/],
    begins: /^\s*test\s+"/,
  },
  {
    endings: /\.dart$/i,
    skips: [/\bskip\s*:\s*(?:true|["'])|@Skip\s*\(|\bmarkTestSkipped\s*\(|\bsolo\s*:\s*true/],
    begins: /^\s*(?:test|testWidgets)\s*\(/,
  },
  {
    endings: /\.(?:c|cc|cpp|cxx|h|hpp)$/i,
    skips: [
      /\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\s*\(\s*\w+\s*,\s*DISABLED_|\bGTEST_SKIP\s*\(|\bQSKIP\s*\(/,
      /\bdoctest::skip\b|\[\.\]|\[!mayfail\]|\[!shouldfail\]/,
    ],
    begins: /^\s*(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)\s*\(/,
  },
  { endings: /\.(?:bats|sh)$/i, skips: [/^\s*skip(?:\s|$)/], begins: /^\s*@test\s/ },
]

/** What a file's lines are asked about; null: nothing is known of its language. */
export interface TestMarks {
  /** Whether a line keeps a test from running or from failing, or all others from running. */
  readonly isSkip: (line: string) => boolean
  /** Whether a test begins on a line. */
  readonly beginsTest: (line: string) => boolean
}

/** How tests are skipped and begun in the language of a file, by its name. */
export function testMarks(path: string): TestMarks | null {
  const marks = MARKS.find(({ endings }) => endings.test(path))
  if (!marks) return null
  return {
    isSkip: (line) => marks.skips.some((skip) => skip.test(line)),
    beginsTest: (line) => marks.begins.test(line),
  }
}
