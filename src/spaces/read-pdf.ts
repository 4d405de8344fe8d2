// The text of a PDF, page by page. The parser is loaded with the first PDF: most spaces hold none.

/** Each page begins with a marker, so that an answer can name it. Rejects when the bytes are no PDF that can be read. */
export async function readPdf(bytes: Uint8Array): Promise<string> {
  const { extractText, getDocumentProxy } = await import('unpdf')
  const document = await getDocumentProxy(new Uint8Array(bytes))
  try {
    const { text } = await extractText(document, { mergePages: false })
    return text.map((page, index) => `[page ${index + 1}]\n${page.trim()}`).join('\n\n')
  } finally {
    await document.loadingTask.destroy()
  }
}
