import type { Entry, Group, Letter, Line, Link } from './letter.ts'

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const soft = 'color:#666b76'

/**
 * A letter as HTML that mail programs take: tables, and styles where they are used. Programs that turn colours round by themselves find
 * dark on light; those that ask find the classes, with colours for the dark.
 */
export function htmlOf({ heading, groups, more, footer, unsubscribe }: Letter): string {
  const rows = [
    ...(heading === null
      ? []
      : [row(`<h1 class="t" style="margin:0;font-size:20px;line-height:1.35;color:#1a1d23">${escaped(heading)}</h1>`)]),
    ...groups.map(groupRow),
    ...(more === null ? [] : [row(`<p class="s" style="margin:16px 0 0;${soft}">${escaped(more)}</p>`)]),
    row(
      `<p class="s l" style="margin:32px 0 0;padding:12px 0 0;border-top:1px solid #dfe2e8;font-size:12px;line-height:1.6;${soft}">${escaped(footer)}${
        unsubscribe === null
          ? ''
          : `<br><a class="s" href="${escaped(unsubscribe)}" style="${soft}">No more e-mail of this</a>`
      }</p>`,
    ),
  ]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><style>${dark}</style></head><body class="b" style="margin:0;padding:0;background-color:#ffffff"><table class="b" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#ffffff"><tr><td align="center" style="padding:24px 16px"><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;${font};font-size:15px;line-height:1.5;text-align:left">${rows.join('')}</table></td></tr></table></body></html>`
}

const dark = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.b{background-color:#15171c!important}.t{color:#eceef2!important}.s{color:#a0a6b3!important}.l{border-color:#343944!important}.u{color:#ff9b8f!important}.a{color:#8ab4ff!important}}`

const row = (content: string) => `<tr><td class="t" style="color:#1a1d23">${content}</td></tr>`

function groupRow({ name, summary, part, lines = [], entries = [] }: Group): string {
  const title =
    name === null
      ? ''
      : part
        ? `<h3 class="t" style="margin:16px 0 2px;font-size:14px;line-height:1.4;color:#1a1d23">${escaped(name)}</h3>`
        : `<h2 class="t l" style="margin:28px 0 8px;padding:0 0 6px;border-bottom:1px solid #dfe2e8;font-size:16px;line-height:1.4;color:#1a1d23">${escaped(name)}</h2>`
  const about =
    summary === undefined ? '' : `<p class="s" style="margin:0 0 4px;font-size:13px;${soft}">${escaped(summary)}</p>`
  const table =
    lines.length === 0
      ? ''
      : `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${lines.map(lineRow).join('')}</table>`
  return row(`${title}${about}${table}${entries.map(entryHtml).join('')}`)
}

function lineRow({ mark, text, aside, urgent, links = [] }: Line): string {
  const first =
    mark === null
      ? ''
      : `<td class="s" width="88" valign="top" style="width:88px;padding:4px 8px 4px 0;font-size:13px;line-height:22px;white-space:nowrap;${soft}">${escaped(mark)}</td>`
  const [shade, colour] = urgent ? ['u', 'color:#b3261e'] : ['s', soft]
  const last =
    aside === null
      ? ''
      : `<td class="${shade}" valign="top" align="right" style="padding:4px 0 4px 12px;font-size:13px;line-height:22px;white-space:nowrap;${colour}">${escaped(aside)}</td>`
  return `<tr>${first}<td class="t"${mark === null ? ' colspan="2"' : ''} valign="top" style="padding:4px 0;line-height:22px;overflow-wrap:anywhere;color:#1a1d23">${escaped(text)}${anchors(links, '&ensp;')}</td>${last}</tr>`
}

function entryHtml({ title, body, links }: Entry): string {
  return `<div style="margin:12px 0 20px"><strong>${escaped(title)}</strong>${
    body === '' ? '' : `<div style="white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0 0">${escaped(body)}</div>`
  }${links.length === 0 ? '' : `<div style="margin:8px 0 0">${anchors(links, '')}</div>`}</div>`
}

const anchors = (links: readonly Link[], before: string) =>
  links
    .map(({ label, url }, index) => {
      // Only what surely is an address of the web is a link.
      const link = /^https?:\/\//i.test(url)
        ? `<a class="a" href="${escaped(url)}" style="color:#1f5fd1">${escaped(label)}</a>`
        : escaped(url)
      return `${index === 0 ? before : ' &nbsp; '}${link}`
    })
    .join('')

/** What people wrote is never markup here. */
const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&#39;')
