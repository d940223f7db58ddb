import { fieldOf } from "@/api/catalogue";
import type { Catalogue } from "@/api/catalogue";
import type { Language, SearchHit } from "@/api/types";
import { countryName } from "@/ui/format";

/** The key facts of a search hit. They come as plain words; only a country comes as its code. */
export function hitFacts(catalogue: Catalogue, hit: SearchHit, language: Language): string | undefined {
  const entity = catalogue.entity(hit.entity);
  const hasCountry = entity?.views?.picker?.some((name) => fieldOf(entity, name)?.type === "country");
  return hit.facts?.map((fact) => (hasCountry && /^[A-Z]{2}$/.test(fact) ? countryName(fact, language) : fact)).join(" · ");
}
