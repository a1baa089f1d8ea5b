/** What a reader of a lesson does, and sees. */
export interface Block {
  /** `run`: type it into the terminal. `write`: save it as a file. `see`: what is shown then. */
  readonly does: 'run' | 'write' | 'see'
  readonly text: string
  /** Of `write`: the file. */
  readonly path: string
  /** Of `run`: `retry` until it shows what follows, as a reader does who asks too early; `fails`: it is to fail; `start`: the product. */
  readonly marks: readonly string[]
  readonly line: number
}

/** The fences of a lesson, in order. `ignore` leaves one out; code whose first line is no path is only talked about. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let i = 0; i < lines.length; i++) {
    const [, language, rest = ''] = /^```([a-z]+)\s*(.*)$/.exec(lines[i] ?? '') ?? []
    if (language === undefined) continue
    const end = lines.indexOf('```', i + 1)
    if (end < 0) throw new Error(`line ${i + 1}: this fence has no end`)
    const marks = rest.split(/\s+/).filter((word) => word !== '')
    const inside = lines.slice(i + 1, end)
    const path = /^\/\/ (\S+\.[a-z]+)$/.exec(inside[0] ?? '')?.[1]
    const block = { text: inside.join('\n'), path: path ?? '', marks, line: i + 1 }
    if (language === 'sh' && !marks.includes('ignore')) blocks.push({ ...block, does: 'run' })
    else if (language === 'text') blocks.push({ ...block, does: 'see' })
    else if (path !== undefined) blocks.push({ ...block, does: 'write' })
    i = end
  }
  return blocks
}
