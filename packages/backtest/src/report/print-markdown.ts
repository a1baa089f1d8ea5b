import { cut } from './cut.ts'
import { differencesOf, partedAt, placeOf } from './print-text.ts'
import type { BacktestReport, Difference } from './schema.ts'

/** A report for a pull request: one short table, and the rest folded. */
export function printMarkdown(report: BacktestReport): string {
  const { automation, since, until, events, matched, runs } = report
  const rows: [string, string | number][] = [
    ['events looked at', events],
    ['events met', matched],
    ['would complete', runs.completed],
    ...optional('would fail', runs.failed),
    ...optional('would still wait', runs.waiting),
    ...optional('would be skipped', runs.skipped),
    ...report.effects.slice(0, 10).map(({ what, count }): [string, number] => [code(what), count]),
  ]
  const parts = [
    `### Backtest of the ${automation.kind} ${text(automation.name)}`,
    `${since.slice(0, 16).replace('T', ' ')} to ${until.slice(0, 16).replace('T', ' ')} UTC`,
    table(['', ''], rows),
    ...differencesOf(report).flatMap(([name, difference]) => compared(name, difference)),
    ...folded(
      `${report.failures.count} failures`,
      report.failures.items.map(
        ({ event, error }) => `- ${place(event)}: ${code(error.code)} ${text(cut(error.message, 300))}`,
      ),
    ),
    ...folded(
      'Examples',
      report.examples.flatMap(({ event, status, effects, waits }) => [
        `- ${place(event)}: ${status}`,
        ...[...waits, ...effects.map(({ summary }) => summary)].map((line) => `  - ${text(cut(line))}`),
      ]),
    ),
    ...folded('What was taken for granted', [
      ...report.assumed.map(({ message, count }) => `- ${text(message)} (runs: ${count})`),
      ...report.notes.map((note) => `- ${text(note)}`),
    ]),
  ]
  return parts.join('\n\n')
}

function compared(name: string, difference: Difference): string[] {
  const { same, newlyMatches, noLongerMatches, otherEffects, notInForce, underWay } = difference
  const rows: [string, number][] = [
    ['the same', same],
    ['newly match', newlyMatches.count],
    ['no longer match', noLongerMatches.count],
    ['have other effects', otherEffects.count],
    ...optional('are from when it was not in force', notInForce),
    ...optional('have not ended, and are the same so far', underWay),
  ]
  const lines = (
    [
      ['newly', newlyMatches],
      ['no longer', noLongerMatches],
      ['other', otherEffects],
    ] as const
  ).flatMap(([kind, { items }]) =>
    items.map(
      ({ event, step, before, after }) =>
        `- ${kind}: ${place(event)}${partedAt(step)}: ${text(cut(before ?? 'nothing'))} → ${text(cut(after ?? 'nothing'))}`,
    ),
  )
  return [table([`compared to ${name}`, 'events'], rows), ...folded('Differences', lines)]
}

const optional = (name: string, count: number): [string, number][] => (count > 0 ? [[name, count]] : [])

const table = (head: readonly [string, string], rows: readonly (readonly [string, string | number])[]): string =>
  [`| ${head[0]} | ${head[1]} |`, '| --- | ---: |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')

const folded = (summary: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>`]

const place = (event: Parameters<typeof placeOf>[0]): string => text(placeOf(event))

/** What people wrote is shown, never read as markup. */
const text = (value: string): string =>
  value
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~@&]/g, (char) => (char === '<' ? '&lt;' : char === '&' ? '&amp;' : `\\${char}`))
const code = (value: string): string => `\`${value.replace(/[`|\n]/g, ' ')}\``
