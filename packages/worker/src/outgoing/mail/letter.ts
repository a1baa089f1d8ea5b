/** What is written, before it is text or HTML. */
export interface Letter {
  readonly heading: string | null
  readonly groups: readonly Group[]
  /** That there is more than this. */
  readonly more: string | null
  readonly footer: string
  readonly unsubscribe: string
}

export interface Group {
  readonly name: string | null
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly title: string
  readonly body: string
  readonly links: readonly { readonly label: string; readonly url: string }[]
}

export function textOf({ heading, groups, more, footer, unsubscribe }: Letter): string {
  const entry = ({ title, body, links }: Entry) =>
    [title, ...(body === '' ? [] : ['', body]), ...links.map(({ label, url }) => `\n${label}: ${url}`)].join('\n')
  const group = ({ name, entries }: Group) =>
    [...(name === null ? [] : [`${name}\n${'='.repeat(Math.min(name.length, 60))}`]), ...entries.map(entry)].join(
      '\n\n',
    )
  const content = [...(heading === null ? [] : [heading]), ...groups.map(group), ...(more === null ? [] : [more])].join(
    '\n\n\n',
  )
  // The line by which readers know where a signature begins.
  return `${content}\n\n-- \n${footer}\nNo more e-mail of this: ${unsubscribe}\n`
}

export function htmlOf({ heading, groups, more, footer, unsubscribe }: Letter): string {
  const group = ({ name, entries }: Group) =>
    `${name === null ? '' : `<h2 style="font-size:16px;margin:28px 0 8px">${escaped(name)}</h2>`}${entries.map(entryHtml).join('')}`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head><body style="margin:0"><div style="font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;max-width:600px;margin:0 auto;padding:24px 16px">${
    heading === null ? '' : `<h1 style="font-size:20px;line-height:1.3;margin:0">${escaped(heading)}</h1>`
  }${groups.map(group).join('')}${more === null ? '' : `<p>${escaped(more)}</p>`}<p style="font-size:12px;color:#777;border-top:1px solid #ccc;margin:32px 0 0;padding:12px 0 0">${escaped(footer)}<br><a href="${escaped(unsubscribe)}" style="color:#777">No more e-mail of this</a></p></div></body></html>`
}

function entryHtml({ title, body, links }: Entry): string {
  const anchors = links.map(({ label, url }) =>
    // Only what surely is an address of the web is a link.
    /^https?:\/\//i.test(url) ? `<a href="${escaped(url)}">${escaped(label)}</a>` : escaped(url),
  )
  return `<div style="margin:12px 0 20px"><strong>${escaped(title)}</strong>${
    body === '' ? '' : `<div style="white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0 0">${escaped(body)}</div>`
  }${anchors.length === 0 ? '' : `<div style="margin:8px 0 0">${anchors.join(' &nbsp; ')}</div>`}</div>`
}

/** What people wrote is never markup here. */
const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&#39;')
