import { expect, test } from 'vitest'
import { textOfMail } from './text.ts'

const linked = (href: string) => textOfMail('', `<p><a href="${href}">j</a></p>`)

test('pages and addresses of people stay links', () => {
  expect(linked('https://a.example/x')).toBe('[j](https://a.example/x)')
  expect(linked('HTTP://a.example')).toBe('[j](HTTP://a.example)')
  expect(linked('mailto:ada@example.com')).toBe('[j](mailto:ada@example.com)')
})

test('what a browser would run, or what leads nowhere, is its words alone', () => {
  const others = ['javascript:alert(1)', 'JaVaScript:alert(1)', ' java&#10;script:alert(1)', 'data:text/html,x', '']
  for (const href of [...others, 'vbscript:x', 'file:///etc/passwd', '//a.example', '#top', '&#106;avascript:x'])
    expect([href, linked(href)]).toEqual([href, 'j'])
})
