import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

/** Adds `orchestrator project create`. */
export function addProject(program: Command): void {
  const project = program.command('project').description('Projects, as far as a tour needs them; the API can do more.')
  withApiFlags(project.command('create').description('make a project').argument('<name>', 'what people call it'))
    .option('--prefix <letters>', 'what its tasks are numbered with (default: from the name)')
    .addHelpText('after', "\nExample:\n  $ npx orchestrator project create 'Hello World' --prefix HELLO")
    .action(async (name: string, flags: ApiFlags & { prefix?: string }) => {
      const made = await getJson<{ id: string; key: string; name: string }>(accessOf(flags), '/v1/projects', {
        body: { name, key: flags.prefix ?? keyFor(name) },
      })
      if (flags.json) return printJson(made)
      console.log(`${made.key} ${made.name} (${made.id})`)
    })
}

function keyFor(name: string): string {
  const word = /[A-Za-z][A-Za-z0-9]*/.exec(name)?.[0] ?? 'TASK'
  return word.toUpperCase().slice(0, 5)
}
