"""JavaScript and TypeScript, also inside Vue, Svelte and HTML files."""
