import { type Command, InvalidArgumentError } from 'commander'
import { didYouMean } from '../did-you-mean.ts'
import { UserError } from '../user-error.ts'

/** For options that count something. */
export function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number from 1.')
  return count
}

/** For places in the log: 0 is its beginning. */
export function toSeq(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a number from 0.')
  return text
}

/** For events: the number that people see first, or the id that programs keep. */
export function toEvent(text: string): string {
  if (!/^\d+$/.test(text) && !isId(text))
    throw new InvalidArgumentError('Give the number of an event, as `events tail` shows it first, or its id.')
  return text
}

export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** For ids of runs, which people copy from a list. */
export function toRunId(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('See the ids of runs: npx orchestrator runs')
  return text
}

export function toDeliveryId(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('See the ids of deliveries: npx orchestrator deliveries')
  return text
}

export function toNotificationId(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('See the ids of notifications: npx orchestrator inbox')
  return text
}

/** A group's default command gets every word that is none of the group's commands: that is a typing error. */
export function refuseWords(list: Command): void {
  const [word] = list.args
  if (word === undefined) return
  const group = list.parent
  const names = group?.commands.map((command) => command.name()) ?? []
  throw new UserError(`There is no command "${wordsOf(group)} ${word}".`, {
    hint: `${didYouMean(word, names)}There are: ${names.join(', ')}. See: npx orchestrator ${wordsOf(group)} --help`,
    exitCode: 2,
  })
}

/** What a command is called with behind `orchestrator`, e.g. `patch policy list`. */
export function wordsOf(command: Command | null): string {
  if (!command?.parent) return ''
  return `${wordsOf(command.parent)} ${command.name()}`.trim()
}

/** For instants and days; a day alone begins at midnight UTC. */
export function toInstant(text: string): string {
  const date = new Date(text)
  if (Number.isNaN(date.getTime()) || !/^\d{4}-\d\d-\d\d/.test(text))
    throw new InvalidArgumentError('Give a day or an instant, e.g. 2027-01-04 or 2027-01-04T09:00:00+01:00.')
  return date.toISOString()
}

export function toEntityId(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('Give an id; the list has them.')
  return text
}

/** Of things that are switched on and off. */
export interface OnOff {
  enabled?: boolean
  disabled?: boolean
}

/** What a list asks the API for; undefined: all. */
export function enabledOf({ enabled, disabled }: OnOff): string | undefined {
  if (enabled && disabled) throw new UserError('Give --enabled or --disabled, or neither for all.', { exitCode: 2 })
  return enabled ? 'true' : disabled ? 'false' : undefined
}
