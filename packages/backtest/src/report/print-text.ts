import { cut } from './cut.ts'
import type { BacktestReport, Difference } from './schema.ts'

/** A report for a terminal. */
export function printText(report: BacktestReport): string {
  const { automation, since, until, events, matched, runs, effects } = report
  const lines = [
    `${automation.kind} ${automation.name}, ${since} to ${until}`,
    `${counted(events, 'event')} looked at, ${matched} met: ${runs.completed} would complete, ${runs.failed} fail, ${runs.waiting} still wait, ${runs.skipped} be skipped`,
  ]
  const section = (title: string, rows: readonly string[]) => {
    if (rows.length > 0) lines.push('', title, ...rows.map((row) => `  ${row}`))
  }
  section(
    'Would have done',
    effects.map(({ what, count }) => `${String(count).padStart(6)}  ${what}`),
  )
  section(
    'Skipped',
    report.skipped.map(({ code, count }) => `${String(count).padStart(6)}  ${code}`),
  )
  section(`Failures: ${report.failures.count}`, report.failures.count === 0 ? [] : failures(report))
  for (const [name, difference] of differencesOf(report)) section(`Compared to ${name}`, inLines(difference))
  section(
    'Examples',
    report.examples.flatMap(({ event, status, effects: done, waits }) => [
      `${placeOf(event)}: ${status}`,
      ...waits.map((wait) => `    ${cut(wait)}`),
      ...done.map(({ summary }) => `    ${cut(summary)}`),
    ]),
  )
  section('Taken for granted', [
    ...report.assumed.map(({ count, message }) => `${message} (${counted(count, 'run')})`),
    ...report.notes,
  ])
  return lines.join('\n')
}

const failures = (report: BacktestReport) =>
  report.failures.items.map(({ event, error }) => `${placeOf(event)}: ${error.code}: ${cut(error.message, 300)}`)

export const differencesOf = ({ differences }: BacktestReport): (readonly [string, Difference])[] => [
  ...(differences.ran ? [['what ran', differences.ran] as const] : []),
  ...(differences.current ? [['the version in force', differences.current] as const] : []),
]

export const isDifferent = ({ newlyMatches, noLongerMatches, otherEffects }: Difference): boolean =>
  newlyMatches.count + noLongerMatches.count + otherEffects.count > 0

function inLines(difference: Difference): string[] {
  const { same, newlyMatches, noLongerMatches, otherEffects, notInForce, underWay } = difference
  const part = (title: string, { count, items }: Difference['newlyMatches']) => [
    `${String(count).padStart(6)}  ${title}`,
    ...items
      .slice(0, 5)
      .map(
        ({ event, step, before, after }) =>
          `          ${placeOf(event)}${partedAt(step)}: ${cut(before ?? 'nothing')} → ${cut(after ?? 'nothing')}`,
      ),
  ]
  return [
    `${String(same).padStart(6)}  the same`,
    ...part('newly match', newlyMatches),
    ...part('no longer match', noLongerMatches),
    ...part('have other effects', otherEffects),
    ...(notInForce > 0 ? [`${String(notInForce).padStart(6)}  are from when it was not in force`] : []),
    ...(underWay > 0 ? [`${String(underWay).padStart(6)}  have not ended, and are the same so far`] : []),
  ]
}

export const partedAt = (step: number | null): string => (step === null ? '' : `, step ${step + 1}`)

export const placeOf = ({ seq, type, title }: { seq: number; type: string; title: string | null }): string =>
  `event ${seq}, ${type}${title === null ? '' : ` “${cut(title, 60)}”`}`

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
