// Trusted Types: the one sink left is Ant Design's style elements, and style text holds no `<`. Anything that does is refused.
interface PolicyFactory {
  createPolicy: (name: string, rules: { createHTML: (text: string) => string }) => unknown;
}

export function guardHtmlSinks(): void {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy("default", {
    createHTML: (text) => {
      if (/<\/?[a-z!]/i.test(text)) throw new TypeError("HTML strings are refused");
      return text;
    },
  });
}
