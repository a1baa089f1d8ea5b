import type { Command } from 'commander'
import { readConfig, stateFolderPath } from '../config.ts'
import { printJson } from '../output.ts'

/** Adds `orchestrator doctor`. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check this machine: Node, packages, ports, Postgres, Temporal, disk and state folder.')
    .option('--home <folder>', 'state folder (ORCHESTRATOR_HOME)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nEnds with exit code 1 when something is wrong.\n\nExample:\n  $ npx orchestrator doctor')
    .action(async (flags: { home?: string; json?: boolean }) => {
      const config = readConfig()
      const { examine } = await import('../doctor/examine.ts')
      const findings = await examine(config, stateFolderPath(config, flags.home))
      const ok = findings.every((finding) => finding.ok)
      if (flags.json) printJson({ ok, findings })
      else {
        for (const { ok: good, name, text, hint } of findings) {
          console.log(
            `${good ? 'ok     ' : 'PROBLEM'}  ${name.padEnd(12)} ${text}${hint ? `\n         ${' '.repeat(12)} → ${hint.replaceAll('\n', `\n${' '.repeat(24)}`)}` : ''}`,
          )
        }
        console.log(ok ? '\nEverything is fine.' : '\nSomething needs your attention.')
      }
      process.exitCode = ok ? 0 : 1
    })
}
