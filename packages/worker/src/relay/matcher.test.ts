import type { AnyEvent } from '@orchestrator/domain'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Match, Matcher } from './matcher.ts'

let matcher: Matcher
beforeEach(() => {
  matcher = new Matcher()
})
afterEach(async () => {
  vi.useRealTimers()
  await matcher.close()
})

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

const met = (matches: readonly Match[] | undefined) =>
  matches?.filter(({ throttled }) => !throttled).map(({ key }) => key)
const left = (matches: readonly Match[] | undefined) =>
  matches?.filter(({ throttled }) => throttled).map(({ key }) => key)

describe('Matcher', () => {
  test('tells for each event what it meets, in its own workspace', async () => {
    matcher.add(ws, [
      { key: 'all', types: ['a.b'], cel: null },
      { key: 'two', types: ['a.b'], cel: 'event.payload == 2' },
      { key: 'waits', types: ['a.b'], cel: 'event.payload == params.n', params: { n: 3 } },
    ])
    matcher.add('w2', [{ key: 'theirs', types: ['a.b'], cel: null }])
    expect((await matcher.match(ws, [event(1), event(2), event(3), event(4, 4, 'c.d')])).map(met)).toEqual([
      ['all'],
      expect.arrayContaining(['all', 'two']),
      expect.arrayContaining(['all', 'waits']),
      [],
    ])
    expect((await matcher.match('w2', [event(2)])).map(met)).toEqual([['theirs']])
    expect(await matcher.match('w3', [event(2)])).toEqual([[]])
    expect(await matcher.match(ws, [])).toEqual([])
  })

  test('forgets what was removed or replaced', async () => {
    matcher.add(ws, [
      { key: 'a', types: ['a.b'], cel: 'event.payload == 1' },
      { key: 'b', types: ['a.b'], cel: null },
    ])
    matcher.add(ws, [{ key: 'a', types: ['c.d'], cel: null }])
    expect((await matcher.match(ws, [event(1), event(2, 2, 'c.d')])).map(met)).toEqual([['b'], ['a']])
    matcher.remove(ws, ['b', 'never there'])
    expect((await matcher.match(ws, [event(1), event(2, 2, 'c.d')])).map(met)).toEqual([[], ['a']])
    matcher.forget(ws)
    expect((await matcher.match(ws, [event(1), event(2, 2, 'c.d')])).map(met)).toEqual([[], []])
  })

  test('ends a condition that takes too long, reports it, and answers for all the others', async () => {
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
    expect(mine.map(met)).toEqual([
      ['plain'],
      expect.arrayContaining(['plain', 'regex']),
      expect.arrayContaining(['plain', 'regex']),
    ])
    expect(mine.map(left)).toEqual([['bomb'], ['bomb'], ['bomb']])
    expect(theirs.map(met)).toEqual([['theirs']])
    // It is not asked again, so the next events are told at once.
    const started = performance.now()
    const [next] = await matcher.match(ws, [event(4, heavy)])
    expect(met(next)).toEqual(expect.arrayContaining(['plain', 'regex']))
    expect(left(next)).toEqual(['bomb'])
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('says nothing of a throttled condition for events of other types', async () => {
    matcher.add(ws, [
      { key: 'bomb', types: ['a.b'], cel: bomb },
      { key: 'other', types: ['c.d'], cel: null },
    ])
    await matcher.match(ws, [event(1, heavy)])
    const [other] = await matcher.match(ws, [event(2, 2, 'c.d')])
    expect(other).toEqual([{ key: 'other', throttled: false }])
  })

  test('asks a throttled condition again after a minute, and at once when it was changed', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    matcher.add(ws, [{ key: 'bomb', types: ['a.b'], cel: bomb }])
    const light = event(2, { list: ['x'] })
    expect((await matcher.match(ws, [event(1, heavy)])).map(left)).toEqual([['bomb']])
    // The same again, as after any edit of a rule that leaves its condition.
    matcher.add(ws, [{ key: 'bomb', types: ['a.b'], cel: bomb }])
    expect((await matcher.match(ws, [light])).map(left)).toEqual([['bomb']])
    vi.setSystemTime(Date.now() + 61_000)
    expect((await matcher.match(ws, [light])).map(met)).toEqual([['bomb']])
    expect((await matcher.match(ws, [event(3, heavy)])).map(left)).toEqual([['bomb']])
    matcher.add(ws, [{ key: 'bomb', types: ['a.b'], cel: 'event.payload.list.size() > 0' }])
    expect(await matcher.match(ws, [light])).toEqual([[{ key: 'bomb', throttled: false }]])
  })

  test('several bombs are each found out, one after the other, and a removed one stays removed', async () => {
    matcher.add(ws, [
      ...[1, 2, 3].map((n) => ({ key: `bomb${n}`, types: ['a.b'], cel: bomb.replace('{40}', `{4${n}}`) })),
      { key: 'plain', types: ['a.b'], cel: null },
    ])
    const [first] = await matcher.match(ws, [event(1, heavy)])
    expect([met(first), left(first)?.sort()]).toEqual([['plain'], ['bomb1', 'bomb2', 'bomb3']])
    matcher.remove(ws, ['bomb2'])
    const [second] = await matcher.match(ws, [event(2, heavy)])
    expect(left(second)?.sort()).toEqual(['bomb1', 'bomb3'])
  })

  test('a thousand events at once and from many callers: every one is answered, in order', async () => {
    matcher.add(ws, [{ key: 'odd', types: ['a.b'], cel: 'event.payload.matches("[13579]$")' }])
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, caller) =>
        matcher.match(
          ws,
          Array.from({ length: 100 }, (_none, n) => event(caller * 100 + n, String(caller * 100 + n))),
        ),
      ),
    )
    expect(answers.flat().map(met)).toEqual(Array.from({ length: 1_000 }, (_, n) => (n % 2 ? ['odd'] : [])))
  })
})
