// Type-checks every ```ts sample of README.md, docs/ and the playbooks' READMEs, as a reader would paste it into a playbook's folder.
// A sample of several files names each with a line `// @filename: steps.ts`. A fence marked ```ts ignore is left out.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
// Inside the playbooks' package, so that the samples find what a playbook finds.
const folder = join(root, 'playbooks', 'node_modules', '.docs-samples')

interface Sample {
  document: string
  line: number
  text: string
}

function samplesOf(document: string): Sample[] {
  const lines = readFileSync(join(root, document), 'utf8').split('\n')
  const samples: Sample[] = []
  for (let i = 0; i < lines.length; i++) {
    if (!/^```(ts|typescript)\s*$/.test(lines[i] ?? '')) continue
    const end = lines.indexOf('```', i + 1)
    samples.push({ document, line: i + 1, text: lines.slice(i + 1, end).join('\n') })
    i = end
  }
  return samples
}

function filesOf(text: string): { name: string; text: string; lineInSample: number }[] {
  const parts = text.split(/^\/\/ @filename: (.+)$/m)
  if (parts.length === 1) return [{ name: 'sample.ts', text, lineInSample: 0 }]
  const files: { name: string; text: string; lineInSample: number }[] = []
  let line = (parts[0] ?? '').split('\n').length
  for (let i = 1; i < parts.length; i += 2) {
    const content = parts[i + 1] ?? ''
    files.push({ name: (parts[i] ?? '').trim(), text: content.replace(/^\n/, ''), lineInSample: line })
    line += content.split('\n').length - 1
  }
  return files
}

const documents = globSync(['*.md', 'docs/**/*.md', 'playbooks/**/*.md', 'packages/*/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).sort()
const samples = documents.flatMap(samplesOf)
if (samples.length === 0) {
  console.log('There are no samples yet.')
  process.exit(0)
}

rmSync(folder, { recursive: true, force: true })
const places = new Map<string, { document: string; line: number }>()
samples.forEach((sample, i) => {
  for (const file of filesOf(sample.text)) {
    const name = join(String(i), file.name)
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    // A sample without an import or export would share its names with the next one.
    writeFileSync(join(folder, name), `${file.text}\nexport {}\n`)
    places.set(name, { document: sample.document, line: sample.line + file.lineInSample })
  }
})
const config = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    types: existsSync(join(root, 'node_modules/@types/node')) ? ['node'] : [],
    typeRoots: [join(root, 'node_modules/@types')],
  },
  // Named one by one: patterns leave out whatever lies under node_modules.
  files: [...places.keys()],
}
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
const check = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'],
  {
    cwd: folder,
    encoding: 'utf8',
  },
)
const told = check.stdout.replace(/^(\S+?)\((\d+),(\d+)\)/gm, (all, name: string, line: string, column: string) => {
  const place = places.get(name)
  return place ? `${place.document}:${place.line + Number(line)}:${column}` : all
})
rmSync(folder, { recursive: true, force: true })
console.log(check.status === 0 ? `${samples.length} samples in ${documents.length} documents are fine.` : told)
process.exitCode = check.status === 0 ? 0 : 1
