import type { PartName } from './start-part.ts'
import type { Secrets, StateFolder } from './state-folder.ts'
import type { Supervised } from './supervise.ts'
import type { FindTemporalOptions } from './temporal/find-temporal.ts'

/** The ports of a stack. */
export interface StackPorts {
  api: number
  postgres: number
  temporal: number
  temporalUi: number
}

/** The ports that a stack takes unless told otherwise. */
export const defaultPorts: StackPorts = { api: 4400, postgres: 4401, temporal: 4403, temporalUi: 4402 }

/** How far one step of the start has come. */
export interface StackStep {
  name: 'Postgres' | 'Temporal' | 'Migrations' | 'Worker' | 'API'
  /** What goes on, or how it ended. */
  text: string
  state: 'busy' | 'done'
}

/** What `startStack` needs to know. */
export interface StackOptions {
  /** The state folder. */
  home: string
  ports?: Partial<StackPorts>
  apiHost?: string
  /** Where people reach the API; its own address unless given. */
  publicUrl?: string | undefined
  /** A Postgres of one's own instead of the embedded one. */
  databaseUrl?: string | undefined
  /** A Temporal of one's own instead of the development server. */
  temporalAddress?: string | undefined
  temporalNamespace?: string
  temporalUi?: string | undefined
  /** base64, 32 bytes; the state folder's own unless given. */
  masterKey?: string | undefined
  /** The folder of playbooks, deployed into `workspace`. */
  playbooks?: string | undefined
  watch?: boolean
  workspace?: string
  /** Which of Orchestrator's own processes to start; all of them unless told. */
  parts?: readonly PartName[]
  /** Other entry files than the parts' own: for tests. */
  entries?: Partial<Record<PartName, string>>
  /** More environment for the parts. */
  env?: Record<string, string | undefined>
  /** Runs between Postgres and the parts: migrations and the first workspace. */
  prepareDatabase?: (info: {
    databaseUrl: string
    masterKey: string
    folder: StateFolder
    secrets: Secrets
  }) => Promise<string>
  findTemporal?: FindTemporalOptions
  onStep?: (step: StackStep) => void
  /** Crashes and restarts, one line each. */
  onNews?: (line: string) => void
  onPartLine?: (part: PartName, line: string) => void
}

/** A stack that runs. */
export interface Stack {
  databaseUrl: string
  temporalAddress: string
  temporalUi: string | undefined
  apiUrl: string
  masterKey: string
  folder: StateFolder
  /** Each supervised process by name. */
  services: Partial<Record<'postgres' | 'temporal' | PartName, Supervised>>
  /** Ends everything, in order, within 10 s. Called again it hurries. */
  stop(): Promise<void>
}

/** Gives the caller `stop` before anything has started, so that a start can be broken off. */
export interface StackStart {
  ready: Promise<Stack>
  stop(): Promise<void>
}

/** The start was broken off by a stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}
