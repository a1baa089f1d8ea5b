/** Above what it quotes Outlook puts who wrote it, in an element with this name; within older quotes the name begins with `x_`. */
const heading = /\sid=["']?divRplyFwdMsg\b/i
const ruler = /^<hr\b[^>]*>\s*$/i

/** What Outlook has above the message that is answered, which it marks in HTML alone; of others all. */
export function withoutQuoted(html: string): string {
  const at = heading.exec(html)?.index
  if (at === undefined) return html
  const above = html.slice(0, Math.max(0, html.lastIndexOf('<', at)))
  const last = above.lastIndexOf('<')
  return last >= 0 && ruler.test(above.slice(last)) ? above.slice(0, last) : above
}
