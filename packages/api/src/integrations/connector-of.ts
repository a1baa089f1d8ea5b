import { AppError, parse } from '@orchestrator/domain'
import type { AuthMethod, Connector, Credentials, OAuthMethod, OAuthServer, Settings } from '@orchestrator/integrations'
import type { Api } from '../http/api.ts'
import { jsonSchema } from './json-schema.ts'

/** @throws AppError `invalid_input` */
export function connectorOf({ connectors }: Pick<Api, 'connectors'>, provider: string): Connector {
  const connector = Object.hasOwn(connectors, provider) ? connectors[provider] : undefined
  if (connector) return connector
  const expected = `one of ${Object.keys(connectors).join(', ') || 'none: there is no connector'}`
  throw new AppError('invalid_input', `provider: ${expected}`, {
    fields: [{ path: 'provider', expected, code: 'invalid_value' }],
  })
}

/** @throws AppError `invalid_input` naming each wrong field */
export const settingsOf = (connector: Connector, settings: unknown): Settings =>
  parse(connector.settings, settings ?? {}, 'the settings', ['settings'])

type TokenMethod = Extract<AuthMethod, { kind: 'token' }>

const tokenMethodsOf = ({ auth }: Connector) => auth.filter((one): one is TokenMethod => one.kind === 'token')

/** `Fine-grained token (token), or GitHub App (appId, installationId, privateKey)`. */
const tokenWays = (connector: Connector): string =>
  tokenMethodsOf(connector)
    .map(({ name, credentials }) => [name, Object.keys(jsonSchema(credentials)['properties'] ?? {}).join(', ')])
    .map(([name, fields]) => (fields ? `${name} (${fields})` : name))
    .join(', or ')

/**
 * Credentials as one of the connector's methods takes them: the named one, else the first that does.
 * @throws AppError `invalid_input` naming each wrong field; their values are not repeated
 */
export function credentialsOf(connector: Connector, method: string | undefined, credentials: unknown): Credentials {
  const methods = tokenMethodsOf(connector)
  const called = method?.toLowerCase()
  const named = called === undefined ? methods : methods.filter(({ name }) => name.toLowerCase() === called)
  const [first] = named
  if (first === undefined) {
    const expected =
      methods.length === 0
        ? 'nothing: it is connected over OAuth'
        : `one of ${methods.map(({ name }) => name).join(', ')}`
    throw new AppError('invalid_input', `method: ${expected}`, {
      fields: [{ path: 'method', expected, code: 'invalid_value' }],
    })
  }
  const fitting = named.find((one) => one.credentials.safeParse(credentials).success) ?? first
  const given = parse(fitting.credentials, credentials, 'the credentials', ['credentials'])
  const odd = Object.entries(given).find(([, value]) => value !== null && isOdd(value))?.[0]
  if (odd === undefined) return given
  const expected = 'no line breaks or other control characters'
  throw new AppError('invalid_input', `the credentials are not valid: credentials.${odd}: ${expected}`, {
    fields: [{ path: `credentials.${odd}`, expected, code: 'invalid_format' }],
  })
}

/** What would go into no header. Private keys are texts of several lines. */
const isOdd = (value: string) => !value.includes('-----BEGIN ') && hasControls.test(value)
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const hasControls = /[\u0000-\u001f\u007f]/

/** @throws AppError `invalid_state` when the connector has no OAuth, or the operator no client */
export function oauthServerOf({ config }: Pick<Api, 'config'>, connector: Connector, settings: Settings): OAuthServer {
  const method = connector.auth.find((one): one is OAuthMethod => one.kind === 'oauth2')
  const ways = tokenWays(connector)
  if (method === undefined)
    throw new AppError('invalid_state', `${connector.name} is not connected over OAuth. Give credentials: ${ways}`)
  const client = config.oauthClients?.[connector.id]
  if (client === undefined) {
    const name = connector.id.toUpperCase()
    throw new AppError(
      'invalid_state',
      `OAuth of ${connector.name} is not set up here: the operator registers this installation there and sets ` +
        `ORCHESTRATOR_OAUTH_${name}_CLIENT_ID and ORCHESTRATOR_OAUTH_${name}_CLIENT_SECRET${ways && `. Or give credentials: ${ways}`}`,
    )
  }
  return { provider: connector.id, method, settings, client, policy: config.httpPolicy }
}
