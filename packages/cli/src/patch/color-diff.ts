import { styleText } from 'node:util'

const colors = { '+': 'green', '-': 'red', '!': 'yellow', '#': 'bold' } as const

/** The lines of a diff in colour, where the terminal has any. */
export const colorDiff = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const color = colors[line.trimStart().charAt(0) as keyof typeof colors]
      return color ? styleText(color, line) : line
    })
    .join('\n')
