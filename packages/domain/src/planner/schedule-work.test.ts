import fc from 'fast-check'
import { expect, test } from 'vitest'
import { criticalPath } from './critical-path.ts'
import { scheduleWork, type Work } from './schedule-work.ts'

const work = (key: string, days: number, after: string[] = [], more: Partial<Work> = {}): Work => ({
  ...{ key, days, after, notBefore: 0, deadline: null, assigneeId: null, mayMove: true, experience: () => 0 },
  ...more,
})
const lanes = [
  { memberId: 'ada', busyDays: 0 },
  { memberId: 'grace', busyDays: 2 },
]

test('the critical path is the longest chain, and nothing with slack is on it', () => {
  const path = criticalPath([work('a', 3), work('b', 2, ['a']), work('c', 4, ['a']), work('d', 1, ['b', 'c'])])
  expect([path.days, path.keys]).toEqual([8, ['a', 'c', 'd']])
  expect(Object.fromEntries(path.latestStarts)).toEqual({ a: 2, b: 7, c: 5, d: 9 })
})

test('a deadline makes what leads to it come first', () => {
  const { slots } = scheduleWork(
    [work('long', 5), work('soon', 1, [], { deadline: 1 })],
    [{ memberId: 'ada', busyDays: 0 }],
  )
  expect([slots.get('soon')?.end, slots.get('long')?.start]).toEqual([1, 1])
})

test('work goes to who is done first, but to who knows it if that takes no more than a day longer', () => {
  const one = (experience: Map<string, number>, busyDays: number) =>
    scheduleWork(
      [work('a', 1, [], { experience: (memberId) => experience.get(memberId) ?? 0 })],
      [
        { memberId: 'ada', busyDays: 0 },
        { memberId: 'grace', busyDays },
      ],
    ).slots.get('a')?.memberId
  expect(one(new Map(), 1)).toBe('ada')
  expect(one(new Map([['grace', 3]]), 1)).toBe('grace')
  expect(one(new Map([['grace', 3]]), 1.5)).toBe('ada')
})

test('whoever has work keeps it, unless it is late and another saves two days', () => {
  const taker = (busyDays: number, more: Partial<Work>) =>
    scheduleWork(
      [work('a', 1, [], { assigneeId: 'grace', ...more })],
      [
        { memberId: 'ada', busyDays: 0 },
        { memberId: 'grace', busyDays },
      ],
    ).slots.get('a')?.memberId
  expect(taker(9, {})).toBe('grace')
  expect(taker(9, { deadline: 3 })).toBe('ada')
  expect(taker(1.5, { deadline: 1 })).toBe('grace')
  expect(taker(9, { deadline: 3, mayMove: false })).toBe('grace')
})

test('short work fits into a gap that waiting leaves', () => {
  const { slots } = scheduleWork(
    [work('wait', 1, [], { notBefore: 3, deadline: 4 }), work('short', 2), work('long', 4)],
    [{ memberId: 'ada', busyDays: 0 }],
  )
  expect([slots.get('wait'), slots.get('short')?.end, slots.get('long')?.start]).toMatchObject([{ start: 3 }, 2, 4])
})

test('whatever waits for whatever: nobody does two things at once, and nothing begins too early', () => {
  const works = fc.array(
    fc.record({
      days: fc.double({ min: 0.01, max: 9, noNaN: true }),
      back: fc.array(fc.nat(30), { maxLength: 3 }),
      notBefore: fc.nat(5),
    }),
    { minLength: 1, maxLength: 25 },
  )
  fc.assert(
    fc.property(works, (list) => {
      const all = list.map(({ days, back, notBefore }, n) =>
        work(
          `w${n}`,
          days,
          back.filter((to) => to < n).map((to) => `w${to}`),
          { notBefore },
        ),
      )
      const { slots, path } = scheduleWork(all, lanes)
      expect(slots.size).toBe(all.length)
      const end = Math.max(...[...slots.values()].map((slot) => slot.end))
      expect(end).toBeGreaterThanOrEqual(path.days - 1e-6)
      for (const { key, after, notBefore } of all) {
        const slot = slots.get(key)
        expect(slot?.start).toBeGreaterThanOrEqual(
          Math.max(notBefore, ...after.map((one) => slots.get(one)?.end ?? 0)) - 1e-6,
        )
      }
      for (const { memberId, busyDays } of lanes) {
        const own = [...slots.values()].filter((slot) => slot.memberId === memberId).sort((a, b) => a.start - b.start)
        own.reduce((free, slot) => {
          expect(slot.start).toBeGreaterThanOrEqual(free - 1e-5)
          return slot.end
        }, busyDays)
      }
    }),
  )
})
