import { isAbsolute, resolve } from 'node:path'
import * as z from 'zod'
import { repositoryRoot } from './stack/start-part.ts'
import { UserError } from './user-error.ts'

const port = z.coerce.number().int().min(1).max(65_535)

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'must be host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: z.enum(['0', '1', 'false', 'true']).optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().min(1).optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().min(1).optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  ORCHESTRATOR_HOME: z.string().min(1).default('.orchestrator'),
  ORCHESTRATOR_MASTER_KEY: z.base64().optional(),
  ORCHESTRATOR_API_HOST: z.string().min(1).default('127.0.0.1'),
  ORCHESTRATOR_API_PORT: port.optional(),
  ORCHESTRATOR_POSTGRES_PORT: port.optional(),
  ORCHESTRATOR_TEMPORAL_PORT: port.optional(),
  ORCHESTRATOR_TEMPORAL_UI_PORT: port.optional(),
  ORCHESTRATOR_TEMPORAL_UI: z.url().optional(),
  ORCHESTRATOR_PLAYBOOKS: z.string().min(1).default('playbooks'),
  ORCHESTRATOR_WORKSPACE: z.string().min(1).default('local'),
  ORCHESTRATOR_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'e.g. smtps://user:password@smtp.example.com' })
    .optional(),
  ORCHESTRATOR_MAIL_FROM: z.string().optional(),
  ORCHESTRATOR_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ORCHESTRATOR_URL: z.url().optional(),
  ORCHESTRATOR_API_KEY: z.string().min(1).optional(),
  ORCHESTRATOR_CALLED_FROM: z.string().optional(),
})

/** What the command line takes from its environment. */
export type Config = z.infer<typeof Environment>

/** Reads the environment once, or says which variable is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UserError(`The environment is not right.\n  ${problems.join('\n  ')}`, { exitCode: 2 })
}

/** A path as the caller meant it: relative to where the command was called, also through `npm run`. */
export function fromCaller(config: Config, path: string): string {
  return isAbsolute(path) ? path : resolve(config.ORCHESTRATOR_CALLED_FROM ?? process.cwd(), path)
}

/** The state folder: `--home` is relative to the caller, the default lies in the repository. */
export function stateFolderPath(config: Config, home?: string): string {
  if (home !== undefined) return fromCaller(config, home)
  return resolve(repositoryRoot, config.ORCHESTRATOR_HOME)
}

/** The folder of playbooks: like the state folder, the default lies in the repository. */
export function playbooksFolder(config: Config, named?: string): string {
  return named === undefined ? resolve(repositoryRoot, config.ORCHESTRATOR_PLAYBOOKS) : fromCaller(config, named)
}
