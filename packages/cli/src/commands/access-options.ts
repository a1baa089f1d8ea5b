import type { Command } from 'commander'
import { type Access, type AccessOptions, findAccess } from '../api-client.ts'
import { readConfig } from '../config.ts'

/** The flags of every command that calls the API. */
export interface ApiFlags extends AccessOptions {
  json?: boolean
}

/** Adds the flags by which a command is pointed at an API. */
export function withAccessFlags(command: Command): Command {
  return command
    .option('--url <url>', 'address of the API (ORCHESTRATOR_URL; else the one that runs on this machine)')
    .option('--key <key>', 'API key (ORCHESTRATOR_API_KEY; else the one of this machine)')
    .option('--home <folder>', 'state folder in which address and key are looked up (ORCHESTRATOR_HOME)')
}

/** The same, and the one by which it prints for programs. */
export const withApiFlags = (command: Command): Command => withAccessFlags(command).option('--json', 'print JSON')

/** Where to call, from a command's flags, the environment and the state folder. */
export function accessOf(flags: ApiFlags): Access {
  return findAccess(readConfig(), flags)
}
