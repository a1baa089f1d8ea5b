import { hash } from 'node:crypto'
import {
  AppError,
  CommandEnvelope,
  type CommandType,
  definitionOf,
  type Foreseen,
  type LoadedRows,
  type Made,
  type Need,
  parse,
} from '@orchestrator/domain'
import { canonicalJson } from '../canonical-json.ts'
import type { ExecuteRequest } from './request.ts'

export interface PreparedCommand {
  readonly id: string
  readonly type: CommandType
  readonly data: unknown
  /** SHA-256 of its type and data, in hex. */
  readonly hash: string
  readonly needs: readonly Need[]
  /** What else it needs, by what was loaded. */
  readonly more?: (loaded: LoadedRows) => readonly Need[]
  /** What it will make, if others may ask for more in the light of that. */
  readonly foresees?: (now: string) => Foreseen
  /** By what the others of its batch may name what it makes. */
  readonly makes?: Made
}

export interface PreparedRequest extends Omit<ExecuteRequest, 'idempotency'> {
  readonly prepared: readonly PreparedCommand[]
  readonly idempotency?: { readonly id: string; readonly hash: string }
}

const mostCommands = 500

/** Parses a request's commands and finds out what they need. @throws AppError `invalid_input` */
export function prepareRequest({ idempotency, ...request }: ExecuteRequest): PreparedRequest {
  if (request.commands.length > mostCommands) {
    throw new AppError('invalid_input', `at most ${mostCommands} commands at once`, {
      fields: [{ path: 'commands', expected: `at most ${mostCommands}`, code: 'too_big' }],
    })
  }
  const many = request.commands.length > 1
  const prepared = request.commands.map((command, index) => prepareCommand(command, many ? ['commands', index] : []))
  if (new Set(prepared.map((command) => command.id)).size < prepared.length) {
    throw new AppError('invalid_input', 'two commands have the same id', {
      fields: [{ path: 'commands', expected: 'ids that differ', code: 'duplicate_id' }],
    })
  }
  return {
    ...request,
    prepared,
    ...(idempotency && { idempotency: { id: idempotency.id, hash: hashOf(idempotency.request) } }),
  }
}

const hashOf = (json: unknown) => hash('sha256', canonicalJson(json), 'hex')

function prepareCommand(command: unknown, prefix: readonly PropertyKey[]): PreparedCommand {
  const { id, type, data: input } = parse(CommandEnvelope, command, 'the command', prefix)
  const definition = definitionOf(type)
  const data = parse(definition.data, input, type, prefix.length > 0 ? [...prefix, 'data'] : [])
  return {
    ...{ id, type, data, hash: hashOf({ type, data }), needs: definition.needs(data, id) },
    ...(definition.more && { more: (loaded: LoadedRows) => definition.more?.(data, loaded, id) ?? [] }),
    ...(definition.makes && { makes: definition.makes(data, id) }),
    ...(definition.foresees && { foresees: definition.foresees.bind(null, data, id) }),
  }
}
