import { beginningOf } from '@orchestrator/domain'

/**
 * A text's beginning, and what is missing of it, in words: a model must not take a part for the whole.
 * @param rest where the rest is to be had, e.g. `get_task has all`
 */
export function cut(text: string, most: number, rest: string): string {
  const shown = beginningOf(text, most)
  return shown.length === text.length ? text : `${shown}… (${text.length - shown.length} more characters; ${rest})`
}

/** A value as it is while its JSON is short, else the beginning of its JSON. */
export function cutJson(value: unknown, most: number, rest: string): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= most ? value : cut(text, most, rest)
}
