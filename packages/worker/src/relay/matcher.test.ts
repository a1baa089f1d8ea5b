import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AnyEvent } from '@orchestrator/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Matcher } from './matcher.ts'

let matcher: Matcher
beforeEach(() => {
  matcher = new Matcher()
})
afterEach(() => matcher.close())

const ws = 'w1'
const event = (n: number, payload: unknown = n, type = 'a.b') =>
  ({ id: `e${n}`, seq: n, type, payload }) as unknown as AnyEvent

/** Linear in its text and within all limits, and yet seconds of work: every letter begins a match of its own. */
const bomb = 'event.payload.list.all(text, !text.matches("[a-m].{40}[^a-z]"))'
let seed = 1
const letter = () => {
  seed = (seed * 16_807) % 2_147_483_647
  return String.fromCharCode(97 + (seed % 26))
}
const heavy = { list: Array.from({ length: 200 }, () => Array.from({ length: 2_000 }, letter).join('')) }

const metBy = async (workspaceId: string, events: AnyEvent[]) => (await matcher.match(workspaceId, events)).met

describe('Matcher', () => {
  test('tells for each event what it meets, in its own workspace', async () => {
    matcher.add(ws, [
      { key: 'all', types: ['a.b'], cel: null },
      { key: 'two', types: ['a.b'], cel: 'event.payload == 2' },
      { key: 'waits', types: ['a.b'], cel: 'event.payload == params.n', params: { n: 3 } },
    ])
    matcher.add('w2', [{ key: 'theirs', types: ['a.b'], cel: null }])
    expect(await metBy(ws, [event(1), event(2), event(3), event(4, 4, 'c.d')])).toEqual([
      ['all'],
      expect.arrayContaining(['all', 'two']),
      expect.arrayContaining(['all', 'waits']),
      [],
    ])
    expect(await metBy('w2', [event(2)])).toEqual([['theirs']])
    expect(await metBy('w3', [event(2)])).toEqual([[]])
    expect(await metBy(ws, [])).toEqual([])
  })

  test('forgets what was removed or replaced', async () => {
    matcher.add(ws, [
      { key: 'a', types: ['a.b'], cel: 'event.payload == 1' },
      { key: 'b', types: ['a.b'], cel: null },
    ])
    matcher.add(ws, [{ key: 'a', types: ['c.d'], cel: null }])
    expect(await metBy(ws, [event(1), event(2, 2, 'c.d')])).toEqual([['b'], ['a']])
    matcher.remove(ws, ['b', 'never there'])
    expect(await metBy(ws, [event(1), event(2, 2, 'c.d')])).toEqual([[], ['a']])
    matcher.forget(ws)
    expect(await metBy(ws, [event(1), event(2, 2, 'c.d')])).toEqual([[], []])
  })

  test('ends a condition that takes too long, reports and forgets it, and answers for all the others', async () => {
    matcher.add(ws, [
      { key: 'bomb', types: ['a.b'], cel: bomb },
      { key: 'regex', types: ['a.b'], cel: 'event.payload.list.exists(text, text.matches("c$"))' },
      { key: 'plain', types: ['a.b'], cel: null },
    ])
    matcher.add('w2', [{ key: 'theirs', types: ['a.b'], cel: 'event.payload == 7' }])
    const [mine, theirs] = await Promise.all([
      matcher.match(ws, [event(1, { list: ['a'] }), event(2, heavy), event(3, { list: ['abc'] })]),
      matcher.match('w2', [event(7)]),
    ])
    expect(mine.met).toEqual([
      ['plain'],
      expect.arrayContaining(['plain', 'regex']),
      expect.arrayContaining(['plain', 'regex']),
    ])
    expect(mine.slow).toEqual(['bomb'])
    expect(theirs).toEqual({ met: [['theirs']], slow: [] })
    const next = await matcher.match(ws, [event(4, { list: ['x'] })])
    expect(next).toEqual({ met: [['plain']], slow: [] })
    matcher.add(ws, [{ key: 'bomb', types: ['a.b'], cel: bomb }])
    expect((await metBy(ws, [event(5, { list: ['x'] })]))[0]?.toSorted()).toEqual(['bomb', 'plain'])
  })

  test('one that is short each time and takes long for many events together is reported too, and no thread is ended for it', async () => {
    matcher.add(ws, [
      { key: 'long', types: ['a.b'], cel: bomb },
      { key: 'plain', types: ['a.b'], cel: null },
    ])
    const some = { list: [heavy.list[0]?.slice(0, 1_000)] }
    // More of the processor's time than a batch may take, on the fastest of them.
    const many = 60_000
    const { met, slow } = await matcher.match(
      ws,
      Array.from({ length: many }, (_, n) => event(n, some)),
    )
    expect(slow).toEqual(['long'])
    expect(met).toEqual(Array(many).fill(['plain']))
  })

  test('what counts for one event is processor time: a condition may be kept from its work for long', async () => {
    await matcher.close()
    matcher = new Matcher(60_000)
    matcher.add(ws, [{ key: 'regex', types: ['a.b'], cel: bomb }])
    const ask = async (from: number, to: number) =>
      expect(await matcher.match(ws, [event(1, { list: heavy.list.slice(from, to) })])).toEqual({
        met: [['regex']],
        slow: [],
      })
    // Until it is as fast as it gets, with each of the texts: six that it never saw can cost the limit.
    for (let n = 0; n < 300; n++) await ask(n % 6, (n % 6) + 1)
    // The whole process stands still, and time goes on.
    const pauses = `sleep 0.2; kill -STOP ${process.pid}; sleep 1.1; kill -CONT ${process.pid};`.repeat(5)
    let over = false
    const ended = once(spawn('sh', ['-c', pauses]), 'exit').then(() => (over = true))
    while (!over) await ask(0, 6)
    await ended
    expect((await matcher.match(ws, [event(0, heavy)])).slow).toEqual(['regex'])
  })

  test('several bombs are found out one after the other, then all that can be slow is left out; others do not wait for it', async () => {
    const bombs = Array.from({ length: 12 }, (_, n) => `bomb${n}`)
    matcher.add(ws, [
      ...bombs.map((key, n) => ({ key, types: ['a.b'], cel: bomb.replace('{40}', `{${40 + n}}`) })),
      { key: 'regex', types: ['a.b'], cel: 'event.payload.list.exists(text, text.matches("c$"))' },
      { key: 'elsewhere', types: ['c.d'], cel: 'event.payload.list.exists(text, text.matches("c$"))' },
      { key: 'plain', types: ['a.b'], cel: null },
    ])
    matcher.add('w2', [{ key: 'theirs', types: ['a.b'], cel: null }])
    let first = ''
    const mine = matcher.match(ws, [event(1, heavy)]).finally(() => (first ||= 'mine'))
    const theirs = matcher.match('w2', [event(1)]).finally(() => (first ||= 'theirs'))
    expect(await theirs).toEqual({ met: [['theirs']], slow: [] })
    const { met, slow } = await mine
    expect(first).toBe('theirs')
    expect(met).toEqual([['plain']])
    expect(slow.toSorted()).toEqual([...bombs, 'regex'].sort())
    expect(await metBy(ws, [event(2, { list: ['c'] }, 'c.d')])).toEqual([['elsewhere']])
  })

  test('a thousand events at once and from many callers: every one is answered, in order', async () => {
    matcher.add(ws, [{ key: 'odd', types: ['a.b'], cel: 'event.payload.matches("[13579]$")' }])
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, caller) =>
        metBy(
          ws,
          Array.from({ length: 100 }, (_none, n) => event(caller * 100 + n, String(caller * 100 + n))),
        ),
      ),
    )
    expect(answers.flat()).toEqual(Array.from({ length: 1_000 }, (_, n) => (n % 2 ? ['odd'] : [])))
  })

  test('goes on after it was closed', async () => {
    matcher.add(ws, [{ key: 'regex', types: ['a.b'], cel: 'event.payload.matches("^a")' }])
    expect(await metBy(ws, [event(1, 'a')])).toEqual([['regex']])
    await matcher.close()
    expect(await metBy(ws, [event(1, 'a')])).toEqual([['regex']])
  })
})
