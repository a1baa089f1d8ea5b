import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledPackage } from './bundle.ts'

/** The licences of what became part of the package, as those licences ask for. */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const notices = packages.map(({ name, folder }) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string
      license?: string
    }
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
    if (file === undefined && license === undefined) throw new Error(`${name} says nothing of its licence`)
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim()
    return `## ${name} ${version} (${license})\n\n${text}\n`
  })
  return `# What is part of this package\n\n${notices.join('\n')}`
}
