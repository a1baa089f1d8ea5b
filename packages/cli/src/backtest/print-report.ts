import { type BacktestReport, isDifferent, printMarkdown, printText } from '@orchestrator/backtest'
import { printJson } from '../output.ts'
import type { SimulateFlags } from './simulate-options.ts'

/** Prints a report; resolves to the exit code. */
export function printReport(report: BacktestReport, flags: Pick<SimulateFlags, 'format' | 'failOnDifference'>): number {
  if (flags.format === 'json') printJson(report)
  else console.log(flags.format === 'markdown' ? printMarkdown(report) : printText(report))
  const differences = Object.values(report.differences)
  return flags.failOnDifference && differences.some((one) => one !== null && isDifferent(one)) ? 1 : 0
}

let told = 0

/** How far it is, on the standard error: the report is what is printed. */
export function tellProgress(events: number, matched: number, at: string | null): void {
  if (!process.stderr.isTTY && Date.now() - told < 5_000) return
  told = Date.now()
  const line = `${events} events looked at, ${matched} met${at === null ? '' : `, up to ${at}`}`
  process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K` : `${line}\n`)
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}
