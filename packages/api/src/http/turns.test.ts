import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Simulations that begin and end as the test says. */
function stage() {
  const turns = new Turns()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const take = (workspace: string, name: string, signal = new AbortController().signal) =>
    turns.take('report', workspace, signal, () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { take, begun, end }
}

test('one workspace has one turn at a time, and others have theirs beside it', async () => {
  const { take, begun, end } = stage()
  const all = [take('a', 'a1'), take('a', 'a2'), take('b', 'b1'), take('c', 'c1')]
  expect(begun).toEqual(['a1', 'b1'])
  await end('b1')
  expect(begun).toEqual(['a1', 'b1', 'c1'])
  await end('a1')
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
  await end('c1')
  await end('a2')
  await Promise.all(all)
})

test('a workspace that has many waiting does not keep others out', async () => {
  const { take, begun } = stage()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void take('a', name)
  const message =
    'the report was not begun: 4 simulations, reports and searches of your workspace wait for their turn; try again in 20 s'
  await expect(take('a', 'a6')).rejects.toMatchObject({
    ...{ code: 'unavailable', message, details: { retryAfterSeconds: 20 } },
  })
  void take('b', 'b1')
  expect(begun).toEqual(['a1', 'b1'])
})

test('who is refused is told when to come again, by how long the last ones took', async () => {
  const { take, end } = stage()
  for (let n = 0; n < 20; n++) {
    const quick = take('a', `quick ${n}`)
    await end(`quick ${n}`)
    await quick
  }
  for (let n = 0; n < 18; n++) void take(`w${n}`, `w${n}`)
  await expect(take('late', 'late')).rejects.toMatchObject({
    message: expect.stringMatching(/^the report was not begun: 16 simulations, reports and searches wait/),
    details: { retryAfterSeconds: 1 },
  })
})

test('a request that has ended leaves the queue', async () => {
  const { take, begun, end } = stage()
  const gone = new AbortController()
  const first = take('a', 'a1')
  const second = take('a', 'a2', gone.signal)
  const third = take('a', 'a3')
  gone.abort()
  await expect(second).rejects.toMatchObject({ code: 'unavailable' })
  await expect(take('a', 'a4', gone.signal)).rejects.toMatchObject({ code: 'unavailable' })
  await end('a1')
  expect(begun).toEqual(['a1', 'a3'])
  await end('a3')
  await Promise.all([first, third])
})
