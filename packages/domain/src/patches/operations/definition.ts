import type * as z from 'zod'
import type { CommandContext, CommandDefinition, Need } from '../../commands/definition.ts'
import type { EntityKind } from '../../commands/entities.ts'
import type { PatchCommand, PatchTarget } from '../../entities/patch.ts'
import { type Names, setInWords } from '../in-words.ts'
import type { Reference, Values } from '../values.ts'

/** What takes an operation back. */
export interface Inverse {
  readonly command: PatchCommand
  readonly data: Values
}

/** How a command is proposed, told in words, and taken back. `data.id` is always of what it makes, changes or removes. */
export interface OperationDefinition<T extends PatchCommand = PatchCommand, S extends z.ZodObject = z.ZodObject> {
  readonly command: CommandDefinition<T>
  /** What an author writes: without `baseVersion`, for what they saw is kept in `before`. */
  readonly data: S
  readonly kind: EntityKind
  readonly effect: 'make' | 'change' | 'remove'
  target(data: z.output<S>): PatchTarget | null
  /** What else has to be there, and where in the data it is named. */
  refers(data: z.output<S>): readonly Reference[]
  /** The fields that it sets; of what it makes or removes those by which that is known again. */
  fields(data: z.output<S>): readonly string[]
  summary(data: z.output<S>, names: Names): string
  /** @param before the values of its fields right before it was done */
  inverse(data: z.output<S>, before: Values): Inverse
  /** Whether others build by now on what it made, so that undoing leaves it. */
  readonly inUse?: {
    needs(ids: readonly string[]): readonly Need[]
    /** How, in words; null: they do not. */
    reason(context: CommandContext, id: string): string | null
  }
}

type Own<S extends z.ZodObject, K extends keyof OperationDefinition> = Pick<OperationDefinition<PatchCommand, S>, K>

/** A command that makes something. `into` is the field that names what it is added to. */
export const makes = <const T extends PatchCommand, S extends z.ZodObject>(
  command: CommandDefinition<T, S>,
  own: Own<S, 'kind' | 'summary'> &
    Partial<Own<S, 'refers' | 'inUse'>> & {
      into?: { kind: EntityKind; field: keyof z.output<S> & string }
      undoneBy: PatchCommand
    },
): OperationDefinition<T, S> => {
  const { into, undoneBy, refers, ...rest } = own
  const place = (data: z.output<S>): Reference[] =>
    into ? [{ kind: into.kind, id: String(data[into.field]), path: into.field }] : []
  return {
    ...rest,
    command: command as never,
    data: command.data,
    effect: 'make',
    target: (data) => (into ? { kind: into.kind, id: String(data[into.field]) } : null),
    refers: (data) => [...place(data), ...(refers?.(data) ?? [])],
    fields: () => Object.keys(command.data.shape).filter((field) => field !== 'id'),
    inverse: (data) => ({ command: undoneBy, data: { id: idIn(data) } }),
  }
}

/** A command that sets fields. @param own.data that of the command, without `baseVersion` */
export const changes = <const T extends PatchCommand, S extends z.ZodObject>(
  command: CommandDefinition<T, z.ZodObject>,
  own: Own<S, 'kind' | 'data'> & Partial<Own<S, 'refers' | 'fields' | 'inverse' | 'summary'>>,
): OperationDefinition<T, S> => ({
  effect: 'change',
  target: (data) => ({ kind: own.kind, id: idIn(data) }),
  refers: () => [],
  fields: (data) => Object.keys(data).filter((field) => field !== 'id'),
  summary: (data, names) => setInWords(data, names),
  inverse: (data, before) => ({ command: command.type, data: { id: idIn(data), ...before } }),
  ...own,
  command: command as never,
})

/** One of a pair of commands that put something away and bring it back, as one field tells. */
export const turns = <const T extends PatchCommand, S extends z.ZodObject>(
  command: CommandDefinition<T, S>,
  own: { kind: EntityKind; field: string; undoneBy: PatchCommand; words: string },
): OperationDefinition<T, S> =>
  changes(command, {
    kind: own.kind,
    data: command.data,
    fields: () => [own.field],
    summary: () => own.words,
    inverse: (data) => ({ command: own.undoneBy, data: { id: idIn(data) } }),
  })

/** A command that removes what another one makes. */
export const removes = <const T extends PatchCommand, S extends z.ZodObject, M extends z.ZodObject>(
  command: CommandDefinition<T, S>,
  made: OperationDefinition<PatchCommand, M>,
  own: { words: string } & Partial<Own<S, 'inverse'>>,
): OperationDefinition<T, S> => ({
  command: command as never,
  data: command.data,
  kind: made.kind,
  effect: 'remove',
  target: (data) => ({ kind: made.kind, id: idIn(data) }),
  refers: () => [],
  fields: () => made.fields({} as z.output<M>),
  summary: () => own.words,
  inverse: own.inverse ?? ((data, before) => ({ command: made.command.type, data: { id: idIn(data), ...before } })),
})

const idIn = (data: object): string => (data as { id: string }).id
