import type { ReactNode } from 'react'
import { type Block, type Inline, linkTarget, parseMarkdown } from './markdown.ts'

/** What a visitor or agent typed: every character as it is, line breaks kept, nothing becomes a link or a picture. */
export function PlainText({ text }: { text: string }): ReactNode {
  return <span className="plain-text">{text}</span>
}

/** An answer in our small Markdown. Links open in a new tab and say where they lead. */
export function MarkdownText({ text }: { text: string }): ReactNode {
  return <div className="markdown">{parseMarkdown(text).map((block, index) => renderBlock(block, index))}</div>
}

function renderBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p key={key}>
          {block.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name and never move
            <span key={index} className="line">
              {renderInline(line)}
              {index < block.lines.length - 1 ? <br /> : null}
            </span>
          ))}
        </p>
      )
    case 'heading':
      return (
        <p key={key}>
          <strong>{renderInline(block.children)}</strong>
        </p>
      )
    case 'list': {
      // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name and never move
      const items = block.items.map((item, index) => <li key={index}>{renderInline(item)}</li>)
      return block.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>
    }
    case 'code':
      return (
        <pre key={key} className="code">
          {block.lines.join('\n')}
        </pre>
      )
    case 'table':
      return <MarkdownTable key={key} header={block.header} rows={block.rows} />
    default:
      return block satisfies never
  }
}

/** Wide ones scroll by themselves. */
function MarkdownTable({ header, rows }: { header: Inline[][]; rows: Inline[][][] }): ReactNode {
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name and never move
              <th key={index}>{renderInline(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <tr key={row}>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <td key={index}>{renderInline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function renderInline(pieces: Inline[]): ReactNode[] {
  return pieces.map((piece, key) => {
    switch (piece.kind) {
      case 'text':
        return piece.text
      case 'bold':
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name and never move
        return <strong key={key}>{renderInline(piece.children)}</strong>
      case 'code':
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        return <code key={key}>{piece.text}</code>
      case 'link':
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        return <SafeLink key={key} href={piece.href} text={piece.text} />
      default:
        return piece satisfies never
    }
  })
}

/** A link whose target stands beside its words, so that no label can promise another place. */
export function SafeLink({ href, text }: { href: string; text: string }): ReactNode {
  const target = linkTarget(href)
  const shown = text === href || text === target
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {text}
      {shown ? null : <span className="link-target"> ({target})</span>}
    </a>
  )
}
