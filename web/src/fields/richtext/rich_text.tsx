// Sanitised HTML from the server, drawn as elements: an allow-list of tags, no attributes but safe links, no HTML sink.
import { createElement } from "react";
import type { ReactNode } from "react";

const allowed = new Set(["p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "code", "pre", "a"]);
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", "#39": "'" };

const decode = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);

interface Open { tag: string; href?: string; children: ReactNode[] }

function close(open: Open, key: number): ReactNode {
  if (open.tag === "a") {
    return <a key={key} href={open.href} target="_blank" rel="noreferrer noopener">{open.children}</a>;
  }
  return createElement(open.tag, { key }, ...open.children);
}

export function richTextElements(html: string): ReactNode[] {
  const stack: Open[] = [{ tag: "", children: [] }];
  let key = 0;
  for (const [piece] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    const top = stack[stack.length - 1]!;
    const match = /^<(\/?)([a-z]\w*)([^>]*)>$/i.exec(piece);
    if (!piece.startsWith("<")) { top.children.push(decode(piece)); continue; }
    const tag = match?.[2]?.toLowerCase() ?? "";
    if (!match || !allowed.has(tag)) continue;
    if (tag === "br") { top.children.push(<br key={key++} />); continue; }
    if (!match[1]) {
      const href = /href="(https?:\/\/[^"]*|mailto:[^"]*)"/i.exec(match[3] ?? "")?.[1];
      stack.push({ tag, children: [], ...(href && { href: decode(href) }) });
    } else if (stack.length > 1 && top.tag === tag) {
      stack.pop();
      stack[stack.length - 1]!.children.push(close(top, key++));
    }
  }
  while (stack.length > 1) {
    const top = stack.pop()!;
    stack[stack.length - 1]!.children.push(close(top, key++));
  }
  return stack[0]!.children;
}

export const plainText = (html: string) => decode(html.replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ").trim();
