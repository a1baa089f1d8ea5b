import { describe, expect, test } from 'vitest'
import type { AutomationSuggestion, SuggestionKind } from '../entities/suggestion.ts'
import { findSuggestions } from './find-suggestions.ts'
import { HistoryReader } from './history.ts'
import { isInstalled } from './is-installed.ts'
import { LogWriter } from './planted/log-writer.ts'

const day = 86_400_000
const minute = 60_000
const projectId = 'd7dd6db9-87c0-4453-8395-40c3d1b327fb'

function suggested(log: LogWriter, kind: SuggestionKind, until = log.start + log.days * day): AutomationSuggestion[] {
  const reader = new HistoryReader()
  for (const event of log.events()) reader.add(event)
  const names = new Map([[projectId, 'Shop']])
  const history = reader.finish({ workspaceId: 'w', timeZone: 'Europe/Berlin', names, until })
  return findSuggestions(history, [kind]).map(({ suggestion }) => suggestion)
}

describe('recurring work', () => {
  /** Made at 9 o'clock in Berlin, where summer time begins in between. */
  const weekly = (weeks: readonly number[], title = (week: number) => `Report of week ${week}`) => {
    const log = new LogWriter(1, 140)
    const summer = Date.parse('2026-03-29T01:00:00Z')
    for (const week of weeks) {
      const at = log.start + week * 7 * day
      log.task(at + (at < summer ? 8 : 7) * 60 * minute, { projectId, title: title(week), tags: ['report'] })
    }
    return log
  }
  const all = Array.from({ length: 20 }, (_, week) => week)

  test('is a series at the time of the day at which people make it, with what the tasks have in common', () => {
    expect(suggested(weekly(all), 'recurring')).toMatchObject([
      {
        title: 'Make “Report of week 19” every Monday',
        backtest: { would: 20, asByHand: 20, otherwise: 0, missed: 0 },
        commands: [
          {
            type: 'series.create',
            data: {
              ...{ projectId, recurrence: { rrule: 'FREQ=WEEKLY;BYDAY=MO' }, timeZone: 'Europe/Berlin', time: '09:00' },
              task: { title: 'Report of {{variables.date}}', tags: ['report'], dueDays: null },
            },
          },
        ],
      },
    ])
  })

  test('may miss a week, and says so', () => {
    const [found] = suggested(weekly(all.filter((week) => week !== 5 && week !== 11)), 'recurring')
    expect(found?.backtest).toEqual({ would: 20, asByHand: 18, alreadySo: 0, otherwise: 2, missed: 0 })
  })

  test('that has stopped is not suggested, nor what comes too rarely to tell', () => {
    expect(suggested(weekly(all.slice(0, 15)), 'recurring')).toEqual([])
    expect(suggested(weekly([18, 19]), 'recurring')).toEqual([])
  })

  test('has the same id when another week has come, and braces stay braces', () => {
    const title = () => 'Check {{it}}'
    const [before] = suggested(weekly(all.slice(0, 19), title), 'recurring')
    const [after] = suggested(weekly(all, title), 'recurring')
    expect(after?.id).toBe(before?.id)
    expect(after?.commands[0]?.data).toMatchObject({ task: { title: 'Check {{"{{"}}it}}' } })
  })
})

describe('habits', () => {
  const tagged = (answer: (log: LogWriter, at: number, task: ReturnType<LogWriter['task']>, n: number) => void) => {
    const log = new LogWriter(2, 60)
    for (let n = 0; n < 12; n++) {
      const at = log.start + (2 + n * 4) * day
      log.task(at - day, { projectId, title: `Other ${n}` })
      const task = log.task(at, { projectId, title: `Task ${n}` })
      log.change(at + minute, task, { tags: ['legal'] })
      answer(log, at + 20 * minute, task, n)
    }
    return suggested(log, 'sequence')
  }

  test('are a rule with the event, the condition and the action', () => {
    expect(tagged((log, at, task) => log.change(at, task, { priority: 'urgent' }))).toMatchObject([
      {
        title: 'When a task in Shop gets the tag legal, set its priority to urgent',
        commands: [{ data: { when: 'task.updated', then: [{ action: 'task.update', priority: 'urgent' }] } }],
      },
    ])
  })

  test('are none when an automation answers, when it happens half of the time, or on the next day but one', () => {
    expect(tagged((log, at, task) => log.change(at, task, { priority: 'urgent' }, 'rule_run'))).toEqual([])
    expect(tagged((log, at, task, n) => n % 2 === 0 && log.change(at, task, { priority: 'urgent' }))).toEqual([])
    expect(tagged((log, at, task) => log.change(at + 2 * day, task, { priority: 'urgent' }))).toEqual([])
  })

  test('to start and to complete is the work itself', () => {
    expect(tagged((log, at, task) => log.change(at, task, { status: 'started' }))).toEqual([])
    expect(tagged((log, at, task) => log.change(at, task, { status: 'canceled' }))).toHaveLength(1)
  })

  test('of one evening are one occasion', () => {
    const log = new LogWriter(3, 30)
    for (let n = 0; n < 40; n++) {
      const task = log.task(log.start + n * 1_000, { projectId, type: 'bug', title: `Bug ${n}` })
      log.change(log.start + 60 * minute + n * 1_000, task, { priority: 'high' })
    }
    expect(suggested(log, 'sequence')).toEqual([])
  })
})

test('what a workspace has already is known, also when it does more', () => {
  const then = [{ action: 'task.update', priority: 'high' }]
  const commands = [{ type: 'rule.create' as const, data: { when: 'task.created', then } }]
  const suggestion = { commands } as unknown as AutomationSuggestion
  const rule = (actions: readonly object[], when = 'task.created') =>
    ({ series: [], templates: [], rules: [{ when, then: actions }] }) as never
  const stored = { ...then[0], taskId: '{{event.task.id}}' }
  expect(isInstalled(suggestion, rule([{ action: 'comment.create', body: 'x' }, stored]))).toBe(true)
  expect(isInstalled(suggestion, rule([stored], 'task.updated'))).toBe(false)
  expect(isInstalled(suggestion, rule([{ ...stored, priority: 'low' }]))).toBe(false)
})
