import { AppError, parse } from '@orchestrator/domain'
import { type GuardPolicy, type OAuthClient, readOAuthClients } from '@orchestrator/integrations'
import { type ModelsConfig, readModelsConfig } from '@orchestrator/models'
import * as z from 'zod'
import { isNetwork } from './http/client-address.ts'

const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback)

const names = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((word) => word.trim() || []))

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ORCHESTRATOR_MASTER_KEY: z.base64().refine((key) => Buffer.from(key, 'base64').length === 32, 'base64 of 32 bytes'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  ORCHESTRATOR_API_HOST: z.string().min(1).default('127.0.0.1'),
  ORCHESTRATOR_API_PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  ORCHESTRATOR_TEMPORAL_UI: z.url().default('http://127.0.0.1:4402'),
  /** Where people reach this API, for links that are sent to them; without it, where the request came to. */
  ORCHESTRATOR_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ORCHESTRATOR_API_CONNECTIONS: z.coerce.number().int().min(2).max(500).default(20),
  ORCHESTRATOR_RATE_LIMIT: count(600),
  ORCHESTRATOR_WEBHOOK_RATE_LIMIT: count(200),
  ORCHESTRATOR_FAILED_LOGIN_LIMIT: count(100),
  ORCHESTRATOR_HTTP_ALLOW_HOSTS: names,
  ORCHESTRATOR_TRUSTED_PROXIES: names.pipe(
    z.array(z.string().refine(isNetwork, 'an address or a network, e.g. 10.0.0.0/8')),
  ),
  ORCHESTRATOR_DEPLOYMENTS: z.enum(['on', 'off']).default('off'),
  ORCHESTRATOR_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
})

/** What requests need to know; nothing here opens or reads anything. */
export interface ApiConfig {
  readonly masterKey: string
  readonly temporalUi: string
  readonly temporalNamespace: string
  /** Where people reach this API; null: where the request came to. */
  readonly publicUrl?: string | null
  /** Requests a second of one API key; 0: no limit. */
  readonly rateLimit: number
  /** Verified deliveries a second at one webhook; 0: no limit. */
  readonly webhookRateLimit: number
  /** Failed authentications a minute from one address, and as many deliveries that cannot be verified; 0: no limit. */
  readonly failedLoginLimit: number
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Whether playbooks can be deployed over the API: their code then runs on this installation's machines. */
  readonly deployments: boolean
  /** Of this installation at services that are connected over OAuth, by the connectors’ ids. */
  readonly oauthClients?: Readonly<Record<string, OAuthClient>>
  /** Where connected services may be. */
  readonly httpPolicy?: Partial<GuardPolicy>
  /** Which models may be asked; left out: none. */
  readonly models?: ModelsConfig
  /** After so long a request that the database has not answered is given up with 503. */
  readonly requestTimeoutMs: number
}

export interface ProcessConfig extends ApiConfig {
  readonly databaseUrl: string
  readonly connections: number
  readonly temporalAddress: string
  readonly host: string
  readonly port: number
  readonly logLevel: string
  readonly otlpEndpoint: string | undefined
}

/** @throws AppError `invalid_input` naming the variables that are wrong */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ProcessConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const values = parse(Environment, given, 'the environment')
  return {
    databaseUrl: values.DATABASE_URL,
    masterKey: values.ORCHESTRATOR_MASTER_KEY,
    connections: values.ORCHESTRATOR_API_CONNECTIONS,
    temporalAddress: values.TEMPORAL_ADDRESS,
    temporalNamespace: values.TEMPORAL_NAMESPACE,
    temporalUi: values.ORCHESTRATOR_TEMPORAL_UI.replace(/\/$/, ''),
    host: values.ORCHESTRATOR_API_HOST,
    port: values.ORCHESTRATOR_API_PORT,
    publicUrl: values.ORCHESTRATOR_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    rateLimit: values.ORCHESTRATOR_RATE_LIMIT,
    webhookRateLimit: values.ORCHESTRATOR_WEBHOOK_RATE_LIMIT,
    failedLoginLimit: values.ORCHESTRATOR_FAILED_LOGIN_LIMIT,
    trustedProxies: values.ORCHESTRATOR_TRUSTED_PROXIES,
    deployments: values.ORCHESTRATOR_DEPLOYMENTS === 'on',
    oauthClients: readOAuthClients(given),
    httpPolicy: { allowPrivateHosts: values.ORCHESTRATOR_HTTP_ALLOW_HOSTS },
    models: readModelsConfig(given),
    requestTimeoutMs: values.ORCHESTRATOR_REQUEST_TIMEOUT_MS,
    logLevel: values.LOG_LEVEL,
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
  }
}

/** A wrong environment in words, one line a variable. */
export function describeConfigError(error: unknown): string {
  if (!(error instanceof AppError)) return String(error)
  return ['The environment is not right.', ...error.fields.map(({ path, expected }) => `  ${path}: ${expected}`)].join(
    '\n',
  )
}
