import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const pages = globSync(['*.md', 'docs/**/*.md', 'playbooks/**/*.md', 'packages/*/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).sort()
/** Without code: what looks like a link there is none. */
const prose = (page: string) => readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '')

/** Where a page's links into this repository lead to. */
function linksIn(page: string): { to: string; anchor: string | undefined; as: string }[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, as = '']) => as)
  return links
    .filter((as) => !/^[a-z][a-z+.-]*:/.test(as))
    .map((as) => {
      const [path = '', anchor] = as.split('#')
      return { to: path === '' ? page : relative(root, join(root, dirname(page), path)), anchor, as }
    })
}

/** As GitHub makes them of headings. */
const anchorsOf = (page: string) =>
  [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every link leads to a file, and to a heading in it', () => {
  const broken = pages.flatMap((page) =>
    linksIn(page)
      .filter(({ to, anchor }) => {
        if (!existsSync(join(root, to))) return true
        if (anchor === undefined || !to.endsWith('.md')) return false
        return !anchorsOf(to).includes(anchor)
      })
      .map(({ as }) => `${page}: ${as}`),
  )
  expect(broken).toEqual([])
})

test('every page of the documentation is found from docs/README.md', () => {
  const found = new Set(['docs/README.md'])
  for (const page of found) {
    for (const { to } of linksIn(page)) {
      const isFolder = existsSync(join(root, to)) && statSync(join(root, to)).isDirectory()
      const target = isFolder ? join(to, 'README.md') : to
      // Only through the documentation itself, and through its lists.
      if (/^docs\/.*\.md$/.test(target)) found.add(target)
    }
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !found.has(page))).toEqual([])
})
