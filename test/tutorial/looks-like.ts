// What differs from one reader to the next, and how wide a column is.
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>'],
  [/\b\d{4}-\d\d-\d\d\b/g, '<day>'],
  [/\b\d+ (s|min|h) ago\b/g, '<ago>'],
  [/\(\d+(\.\d+)? s\)/g, '(<long>)'],
  [/\b\d+(\.\d+)?ms\b/g, '<long>'],
  [/\b[0-9a-f]{12}\b/g, '<hash>'],
  [/127\.0\.0\.1:\d+/g, '<address>'],
  [/[ \t]+/g, ' '],
]

const plain = (text: string) =>
  placeholders
    .reduce((told, [what, name]) => told.replace(what, name), text)
    .replace(/ $/gm, '')
    .trim()

/** Whether this was shown. `…` in what was expected stands for anything in a line, and alone in a line for any lines. */
export function looksLike(shown: string, expected: string): boolean {
  return new RegExp(`^${pattern(expected)}$`).test(plain(shown))
}

/** Whether these lines are among what was shown. */
export function contains(shown: string, expected: string): boolean {
  return new RegExp(`^${pattern(expected)}$`, 'm').test(plain(shown))
}

function pattern(expected: string): string {
  const lines = plain(expected).split('\n')
  return lines
    .map((line, n) => {
      const end = n === lines.length - 1 ? '' : '\\n'
      if (line.trim() === '…') return n === lines.length - 1 ? '[\\s\\S]*' : '(?:.*\\n)*?'
      return line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*?') + end
    })
    .join('')
}
