import { randomUUID } from 'node:crypto'
import { getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { readJson } from '../json-input.ts'
import { printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { findConnection } from './find-connection.ts'

interface Action {
  readonly name: string
  readonly summary: string
  readonly input: { readonly properties?: object; readonly required?: readonly string[] }
}

/** Lists what can be done in the service of a connection. */
export async function listActions(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { provider } = await findConnection(access, words)
  const { items } = await getJson<{ items: { id: string; actions: Action[] }[] }>(access, '/v1/connectors')
  const actions = items.find(({ id }) => id === provider)?.actions ?? []
  if (flags.json) return printJson({ items: actions })
  printTable(
    ['ACTION', 'TAKES', 'DOES'],
    actions.map(({ name, summary, input }) => [name, fieldsOf(input), summary]),
    'Nothing can be done there.',
  )
}

/** Those in brackets may be left out. */
const fieldsOf = ({ properties = {}, required = [] }: Action['input']) =>
  Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `[${name}]`))
    .join(' ')

/** Does something in the service of a connection. */
export async function callAction(
  words: string,
  action: string,
  flags: ApiFlags & { input?: string; idempotencyKey?: string },
): Promise<void> {
  const access = accessOf(flags)
  const input = flags.input === undefined ? {} : readJson(flags.input)
  const { id, name } = await findConnection(access, words)
  const key = flags.idempotencyKey ?? randomUUID()
  const call = { body: { input }, headers: { 'idempotency-key': key } }
  try {
    const { output } = await getJson<{ output: unknown }>(
      access,
      `/v1/connections/${id}/actions/${encodeURIComponent(action)}`,
      call,
    )
    if (flags.json) return printJson({ output })
    console.log(`“${name}” has done ${action}:`)
    console.log(JSON.stringify(output, null, 2))
  } catch (error) {
    if (!(error instanceof UserError) || !['unavailable', 'provider_unavailable'].includes(error.code ?? ''))
      throw error
    throw new UserError(error.message, {
      hint: `It may have been done. Ask again without doing it twice: --idempotency-key ${key}`,
      ...(error.code !== undefined && { code: error.code }),
    })
  }
}
