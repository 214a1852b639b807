import { describe, expect, test } from 'vitest'
import { testMarks } from '../../src/review/test-marks.ts'

/** By file: lines that keep a test from running or failing, lines that look like it, and lines on which a test begins. */
const LANGUAGES: Readonly<
  Record<string, { skips: readonly string[]; not: readonly string[]; begins: readonly string[] }>
> = {
  'a.test.ts': {
    skips: [
      "it.skip('x', () => {})",
      "describe.only('a')",
      'test.concurrent.skip("x")',
      "xit('a', f)",
      "fdescribe('x', f)",
      'this.skip()',
      "test('x', { skip: true }, f)",
      "test.describe.skip('x')",
      'test.todo("x")',
      'expect(await x.isVisible() || true).toBe(true)',
      'await x.click().catch(() => false)',
    ],
    not: [
      "it('skips rows', () => {})",
      'list.skip(3)',
      'exit(0)',
      'readonly("x")',
      "test('x', { skip: false }, f)",
      'const only = true',
      'a || trueish',
      "test('x', { timeout: 5 }, f)",
    ],
    begins: ["it('x', () => {", "  test.concurrent('y', async () => {", "Deno.test('z', f)"],
  },
  'test_a.py': {
    skips: [
      '@pytest.mark.skip',
      '@pytest.mark.xfail(reason="x")',
      '@unittest.skipIf(True, "")',
      'pytest.skip("x")',
      'raise SkipTest',
      'assert True',
      'assert x == 1 or True',
    ],
    not: ['@pytest.mark.parametrize', 'skip(3)', 'pytest.raises(X)', 'assert Truething', 'assert true'],
    begins: ['def test_x():', '    async def test_y(self):'],
  },
  'a_test.go': {
    skips: ['t.Skip("flaky")', '\tt.SkipNow()', 'if testing.Short() {', '//go:build ignore', 'XIt("a", func() {'],
    not: ['list.Skip(1)', '//go:build linux', 'It("a", func() {'],
    begins: ['func TestX(t *testing.T) {', 'func FuzzY(f *testing.F) {'],
  },
  'ATest.java': {
    skips: ['@Disabled("x")', '@Ignore', '@Test(enabled = false)', 'assumeTrue(x)', 'throw new SkipException("x")'],
    not: ['@Test', '@Enabled'],
    begins: ['  @Test', '@ParameterizedTest'],
  },
  'ATests.cs': {
    skips: ['[Ignore("x")]', '[Fact(Skip = "flaky")]', 'Assert.Inconclusive();'],
    not: ['[Fact]', 'rows.Skip(3)'],
    begins: ['[Fact]', '  [TestCase(1)]'],
  },
  'a_spec.rb': {
    skips: ['xit "a" do', '    skip "flaky"', 'it "x", :skip do'],
    not: ['skip_before_action :x', 'user.skip'],
    begins: ['it "does" do', 'def test_x'],
  },
  'ATest.php': {
    skips: ['$this->markTestSkipped("x");', 'it("x")->skip();'],
    not: ['skip($x)'],
    begins: ['public function testX()', "it('does', fn"],
  },
  'lib.rs': {
    skips: ['#[ignore]', '#[ignore = "flaky"]'],
    not: ['#[test]', '#[cfg(test)]'],
    begins: ['    #[test]', '#[tokio::test]'],
  },
  'ATests.swift': {
    skips: ['throw XCTSkip("x")', '@Test(.disabled("x"))'],
    not: ['isDisabled(x)'],
    begins: ['func testX() {', '@Test'],
  },
  'a_test.exs': { skips: ['@tag :skip', '@moduletag :skip'], not: ['@tag :slow'], begins: ['  test "x" do'] },
  'a_test.dart': {
    skips: ['}, skip: true);', "@Skip('x')"],
    not: ['skip: false', 'stream.skip(1)'],
    begins: ["test('x', () {"],
  },
  'a_test.cc': {
    skips: ['TEST(A, DISABLED_b) {', 'GTEST_SKIP() << "x";'],
    not: ['TEST(A, b) {'],
    begins: ['TEST(A, b) {'],
  },
  'a.bats': { skips: ['  skip "not here"'], not: ['  skipped=1'], begins: ['@test "x" {'] },
}

describe.each(Object.entries(LANGUAGES))('in %s', (path, { skips, not, begins }) => {
  const marks = testMarks(path)!
  test.each(skips)('%s keeps a test from running or failing', (line) => expect(marks.isSkip(line)).toBe(true))
  test.each(not)('%s does not', (line) => expect(marks.isSkip(line)).toBe(false))
  test.each(begins)('%s begins a test', (line) => expect(marks.beginsTest(line)).toBe(true))
  test.each(['', 'x', '// a comment'])('"%s" is nothing', (line) => {
    expect([marks.isSkip(line), marks.beginsTest(line)]).toEqual([false, false])
  })
})

test('of other languages nothing is known', () => expect(testMarks('a.md')).toBeNull())
