import type { Command } from 'commander'
import type { AccessOptions } from '../api-client.ts'
import { accessOf, withAccessFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'

/** Adds `orchestrator mcp`. */
export function addMcp(program: Command): void {
  withAccessFlags(program.command('mcp'))
    .description('Be an MCP server on standard input and output, for assistants that cannot call the API over HTTP.')
    .addHelpText('after', '\nAssistants start it themselves: docs/mcp.md has what to write into their settings.')
    .action(async (flags: AccessOptions, command: Command) => {
      refuseWords(command)
      const access = accessOf(flags)
      // Loaded only here: other commands start without it.
      const { bridge } = await import('../mcp/bridge.ts')
      await bridge(access)
    })
}
