import type { PatchDiff, PatchOperationDiff } from '@orchestrator/domain'

/** For a terminal: a line for each value, with `+`, `-` or `!` before it. */
export const diffAsText = ({ title, status, operations }: PatchDiff): string =>
  textOf([`# ${line(title)} (${words(status)})`, ...operations.flatMap((one) => ['', headOf(one), ...linesOf(one)])])

/** For people who read Markdown, e.g. in a pull request or a chat. */
export const diffAsMarkdown = ({ title, status, operations }: PatchDiff): string =>
  textOf([
    `## ${escaped(title)} (${words(status)})`,
    ...operations.flatMap((one) => {
      const lines = linesOf(one)
      return ['', `**${escaped(headOf(one))}**`, ...(lines.length === 0 ? [] : ['', '```diff', ...lines, '```'])]
    }),
  ])

const textOf = (lines: readonly string[]) => `${lines.join('\n')}\n`

function headOf({ key, summary, status, confidence, stale }: PatchOperationDiff): string {
  const sure = confidence === null ? [] : [`${Math.round(confidence * 100)} % sure`]
  const now = stale !== null && status !== 'stale' ? ['would be stale'] : []
  return line(`${key}: ${summary} [${[words(status), ...sure, ...now].join(', ')}]`)
}

/** What was there goes, what is proposed comes; in between what somebody else has put there meanwhile. */
function linesOf({ rationale, reason, fields, stale }: PatchOperationDiff): string[] {
  const said = new Set([rationale, reason, stale].filter((text) => text !== null && text !== ''))
  return [
    ...[...said].map((text) => `  ${line(String(text))}`),
    ...fields.flatMap(({ field, before, now, after }) => [
      ...(isNothing(before) ? [] : [`- ${field}: ${shown(before)}`]),
      ...(stale !== null && !same(before, now) ? [`! ${field}: ${shown(now)} by now`] : []),
      ...(isNothing(after) ? [] : [`+ ${field}: ${shown(after)}`]),
    ]),
  ]
}

const words = (status: string) => status.replaceAll('_', ' ')
const isNothing = (value: unknown) => value === null || value === undefined
const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
const shown = (value: unknown) => (isNothing(value) ? 'nothing' : line(JSON.stringify(value)))

/** On one line, and nothing that a terminal obeys: what agents write is not to be trusted. */
const line = (text: string) =>
  text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

const escaped = (text: string) => line(text).replaceAll(/[\\`*_[\]<>#|~]/g, String.raw`\$&`)
