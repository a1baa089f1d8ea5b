import { Id } from '../ids.ts'

/** A task that a text names, by its identifier. */
export interface TaskReference {
  readonly key: string
  readonly number: number
  readonly completes: boolean
}

const identifier = '([A-Za-z][A-Za-z0-9]{0,9})-([1-9][0-9]{0,8})'
const anywhere = (flags: string) => new RegExp(`(?<![A-Za-z0-9])${identifier}(?![A-Za-z0-9])`, flags)
/** The words by which GitHub closes issues, before one of ours or a list of them. */
const closing = new RegExp(
  `\\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|complete[sd]?)\\b:?\\s+((?:${identifier}(?:\\s*(?:,|and|&)\\s*)?)+)`,
  'gi',
)
/** More than anybody means. */
const most = 20

/**
 * The tasks that a pull request, a branch or a commit is about. In a text only identifiers as they are written count, in the name of a
 * branch and in a title however they are written. What is in the branch's name, or behind a closing word, it completes.
 */
export function taskReferences({
  title = '',
  body = '',
  branch = null,
}: {
  readonly title?: string
  readonly body?: string
  readonly branch?: string | null
}): TaskReference[] {
  const found = new Map<string, TaskReference>()
  const add = (key: string, number: string, completes: boolean) => {
    const name = `${key.toUpperCase()}-${number}`
    const before = found.get(name)
    found.set(name, {
      key: key.toUpperCase(),
      number: Number(number),
      completes: completes || before?.completes === true,
    })
  }
  for (const [, key = '', number = ''] of (branch ?? '').matchAll(anywhere('g'))) add(key, number, true)
  for (const text of [title, body])
    for (const [, list = ''] of text.matchAll(closing))
      for (const [, key = '', number = ''] of list.matchAll(anywhere('g'))) add(key, number, true)
  for (const [, key = '', number = ''] of title.matchAll(anywhere('g'))) add(key, number, false)
  for (const [, key = '', number = ''] of body.matchAll(anywhere('g')))
    if (key === key.toUpperCase()) add(key, number, false)
  return [...found.values()].slice(0, most)
}

/** Whether a commit's message says that it ends some task. */
export const closesIdentifier = (text: string): boolean => text.search(new RegExp(closing.source, 'i')) >= 0

/** Around what we write into the text of a pull request. */
export const pullRequestPart = (taskId: string) => ({
  begin: `<!-- orchestrator-task:${taskId} -->`,
  end: `<!-- /orchestrator-task:${taskId} -->`,
})

/** The tasks whose part a text has. Anybody may write there what only looks like one of ours. */
export const tasksInParts = (text: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(/<!-- orchestrator-task:([0-9a-f-]{36}) -->/g)].flatMap(
        ([, id]) => Id.safeParse(id).data ?? [],
      ),
    ),
  ].slice(0, most)
