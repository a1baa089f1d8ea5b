import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { MailConfig } from './outgoing/mail/start-mailing.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const names = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )

const Environment = z.object({
  DATABASE_URL: z
    .string()
    .min(1, 'the address of Postgres, e.g. postgres://owner:password@127.0.0.1:5432/orchestrator'),
  ORCHESTRATOR_MASTER_KEY: z
    .string()
    .refine(
      (key) => Buffer.from(key, 'base64').length === 32,
      '32 bytes in base64, e.g. from `openssl rand -base64 32`',
    ),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  ORCHESTRATOR_HOME: z.string().default('.orchestrator'),
  ORCHESTRATOR_PLAYBOOKS: z.string().optional(),
  ORCHESTRATOR_WORKSPACE: z.string().optional(),
  ORCHESTRATOR_WATCH: z.enum(['0', '1']).default('0'),
  /** Own services that playbooks may call although they are private, e.g. `gitea.lan,10.0.0.5:3000`. */
  ORCHESTRATOR_HTTP_ALLOW_HOSTS: names,
  /** The mail server, e.g. `smtps://user:password@smtp.example.com`; without it there is no e-mail. */
  ORCHESTRATOR_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'e.g. smtps://user:password@smtp.example.com' })
    .optional(),
  /** Who writes, e.g. `Orchestrator <orchestrator@example.com>`. */
  ORCHESTRATOR_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/, 'an address, e.g. Orchestrator <orchestrator@example.com>')
    .optional(),
  /** Where people reach the API: links in e-mails go there. */
  ORCHESTRATOR_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Variables of this process that steps.ts may read, e.g. `SENDGRID_KEY`. No others get there. */
  ORCHESTRATOR_STEPS_ENV: names,
  /** Folders that steps.ts may read and write, e.g. `/srv/reports`; no others of this machine, but one for temporary files. */
  ORCHESTRATOR_STEPS_FOLDERS: names,
  /** What the runs of one bundle may take together before the one that grew is ended. */
  ORCHESTRATOR_PLAYBOOK_MEMORY_MB: z.coerce.number().int().min(64).default(512),
  /** Where spans go, e.g. http://127.0.0.1:4318; without it there is no tracing. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export interface WorkerConfig {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Absolute: compiled bundles are kept under it. */
  readonly home: string
  readonly playbooks: { readonly folder: string; readonly workspace: string; readonly watch: boolean } | null
  readonly allowPrivateHosts: readonly string[]
  /** Where others reach the API, without a slash at its end; null: nobody has said that they can. */
  readonly publicUrl: string | null
  /** null: notifications stay in the inbox. */
  readonly mail: MailConfig | null
  readonly stepsEnvironment: Readonly<Record<string, string>>
  /** Absolute. */
  readonly stepsFolders: readonly string[]
  readonly playbookMemoryMb: number
  readonly otlpEndpoint?: string | undefined
  readonly logLevel: string
}

/** @throws Error that names each variable that is missing or wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): WorkerConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`the environment of the worker is not complete:\n${lines.join('\n')}`)
  }
  const env = parsed.data
  const folder = env.ORCHESTRATOR_PLAYBOOKS
  if (folder !== undefined && env.ORCHESTRATOR_WORKSPACE === undefined) {
    throw new Error(
      'ORCHESTRATOR_PLAYBOOKS needs ORCHESTRATOR_WORKSPACE: the slug of the workspace into which the folder is deployed',
    )
  }
  return {
    databaseUrl: env.DATABASE_URL,
    masterKey: env.ORCHESTRATOR_MASTER_KEY,
    temporal: { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE },
    home: resolve(repository, env.ORCHESTRATOR_HOME),
    playbooks:
      folder === undefined
        ? null
        : {
            folder: resolve(repository, folder),
            workspace: env.ORCHESTRATOR_WORKSPACE ?? '',
            watch: env.ORCHESTRATOR_WATCH === '1',
          },
    allowPrivateHosts: env.ORCHESTRATOR_HTTP_ALLOW_HOSTS,
    publicUrl: env.ORCHESTRATOR_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    mail: mailOf(env),
    stepsEnvironment: Object.fromEntries(
      env.ORCHESTRATOR_STEPS_ENV.flatMap((name) =>
        environment[name] === undefined ? [] : [[name, environment[name]]],
      ),
    ),
    stepsFolders: env.ORCHESTRATOR_STEPS_FOLDERS.map((name) => resolve(repository, name)),
    playbookMemoryMb: env.ORCHESTRATOR_PLAYBOOK_MEMORY_MB,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: env.LOG_LEVEL,
  }
}

function mailOf(env: z.infer<typeof Environment>): MailConfig | null {
  const { ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from, ORCHESTRATOR_PUBLIC_URL: publicUrl } = env
  if (url === undefined) return null
  if (from === undefined)
    throw new Error('ORCHESTRATOR_SMTP_URL needs ORCHESTRATOR_MAIL_FROM: the address from which e-mail comes')
  return { url, from, publicUrl: (publicUrl ?? 'http://127.0.0.1:4400').replace(/\/+$/, '') }
}
