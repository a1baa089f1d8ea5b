import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { repositoryRoot } from '@orchestrator/cli/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contains, looksLike } from './looks-like.ts'
import { type Block, blocksOf } from './read-lesson.ts'
import { type Classroom, startLessons } from './start-lessons.ts'

// docs/tutorial is done as a reader does it: every command and file of every lesson, in order, on one product.

const docs = join(repositoryRoot, 'docs', 'tutorial')
const lessons = readdirSync(docs).filter((name) => /^\d\d-.*\.md$/.test(name))
const read = (name: string) => readFileSync(join(docs, name), 'utf8')
/** For what comes by itself: generous, for a machine that does much else. */
const patienceMs = 120_000

let room: Classroom
beforeAll(async () => {
  const [start, ...more] = blocksOf(read('README.md'))
  room = await startLessons(start?.text ?? '')
  for (const block of more) await type(block, undefined)
}, 300_000)
afterAll(() => room?.leave())

test('the lessons are numbered, and the page of all names them in order', () => {
  expect(lessons.map((name) => Number(name.slice(0, 2)))).toEqual(lessons.map((_, n) => n + 1))
  const named = [...read('README.md').matchAll(/\]\((\d\d-[a-z-]+\.md)\)/g)].map(([, name]) => name)
  expect(named).toEqual(lessons)
})

for (const lesson of lessons) {
  test(lesson, { timeout: 400_000 }, async () => {
    const blocks = blocksOf(read(lesson))
    // What is to be seen comes of what stands right before it, else nobody looks.
    const shown = blocks.filter(({ does }, n) => does === 'see' && blocks[n - 1]?.does !== 'see')
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.length).toBe(blocks.filter(({ does }) => does === 'see').length)
    expect(blocks[0]?.does).not.toBe('see')
    let printedBefore = room.printed().length
    for (const [n, block] of blocks.entries()) {
      const next = blocks[n + 1]
      const seen = next?.does === 'see' ? next : undefined
      if (block.does === 'run') await type(block, seen)
      if (block.does !== 'write') continue
      printedBefore = room.printed().length
      save(block)
      if (seen) await comes(seen, () => room.printed().slice(printedBefore))
    }
  })
}

/** Types a block, again while it does not show yet what it is to show and may be asked again. */
async function type(block: Block, seen: Block | undefined): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    const { shown, code } = await room.terminal.run(room.here(block.text))
    const expectedCode = block.marks.includes('fails') ? code > 0 : code === 0
    if (expectedCode && (!seen || looksLike(shown, room.here(seen.text)))) return
    if (block.marks.includes('retry') && Date.now() < until) {
      // A reader asks again less fast, and leaves the processor to what is asked about.
      await pause(250)
      continue
    }
    expect({ line: block.line, code, shown: shown.trim() }).toEqual({ line: block.line, code: 0, shown: seen?.text })
    throw new Error(`line ${block.line}: what is shown does not look like this`)
  }
}

function save({ path, text }: Block): void {
  const file = join(room.folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${room.here(text)}\n`)
}

async function comes(seen: Block, printed: () => string): Promise<void> {
  const there = () => contains(printed(), seen.text)
  await expect
    .poll(() => there() || printed(), { timeout: patienceMs, interval: 100, message: `line ${seen.line}` })
    .toBe(true)
}
