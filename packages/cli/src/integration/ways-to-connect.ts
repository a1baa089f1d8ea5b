import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import type { CredentialFlags } from './reconnect.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

interface Way {
  readonly kind: 'token' | 'oauth2'
  readonly name: string
  readonly configured: boolean
  readonly credentials: Schema | null
  readonly secretFields: readonly string[]
}

interface Connector {
  readonly id: string
  readonly name: string
  readonly auth: readonly Way[]
  readonly settings: Schema
}

/** Unless it is said how to connect: refuses, with each way as it is typed. @throws UserError */
export async function requireWay(access: Access, provider: string, flags: CredentialFlags): Promise<void> {
  if (flags.oauth || flags.credential || flags.method !== undefined) return
  const { items } = await getJson<{ items: Connector[] }>(access, '/v1/connectors')
  const connector = items.find(({ id }) => id === provider)
  if (!connector)
    throw new UserError(`There is no connector “${provider}”. There are: ${items.map(({ id }) => id).join(', ')}`, {
      exitCode: 2,
    })
  const ways = connector.auth.map((way) => [flagsOf(way, connector.settings), wordsOf(way)] as const)
  const width = Math.max(...ways.map(([typed]) => typed.length))
  throw new UserError(
    [
      `Say how to connect ${connector.name}:`,
      ...ways.map(([typed, words]) => `  ${typed.padEnd(width)}  ${words}`),
    ].join('\n'),
    {
      hint: 'Where to find that: docs/integrations.md. “=-” reads a value from the input, “=@file” from a file.',
      exitCode: 2,
    },
  )
}

const wordsOf = ({ kind, name, configured }: Way) =>
  kind === 'oauth2' ? `${name}, in the browser${configured ? '' : ' (an operator has to set that up first)'}` : name

function flagsOf({ kind, name, credentials, secretFields }: Way, settings: Schema): string {
  const needed = (settings.required ?? []).map((field) => `--setting ${field}=…`)
  if (kind === 'oauth2') return ['--oauth', ...needed].join(' ')
  const fields = Object.keys(credentials?.properties ?? {})
  // One value can come over the input; of several each is named.
  const given = fields.map((field) => {
    if (!secretFields.includes(field)) return `${field}=…`
    return secretFields.length === 1 ? `${field}=-` : `${field}=@file`
  })
  return [given.length > 0 ? `--credential ${given.join(' ')}` : `--method "${name}"`, ...needed].join(' ')
}
