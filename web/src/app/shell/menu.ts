// The rail's contents, from the modules' menus: only what the reader may see.
import { useMemo } from "react";
import { useCatalogue } from "@/api/catalogue";
import type { Catalogue } from "@/api/catalogue";
import type { Label, ModuleDef } from "@/api/types";
import { labelIn, useWords } from "@/i18n";

export interface Entry { path: string; icon: string | undefined; label: string }
export interface Area { name: string; icon: string | undefined; label: string; entries: Entry[]; path: string }

/** An area with more entries than this is one entry of the rail, with a page of its own. */
export const railLimit = 6;

export function entriesOf(module: ModuleDef, catalogue: Catalogue, label: (label: Label | undefined) => string): Entry[] {
  return (module.menu ?? []).flatMap((item) => {
    if (item.path) return [{ path: item.path, icon: item.icon, label: label(item.label) }];
    const entity = catalogue.entity(item.entity);
    if (!entity || entity.can?.read === false) return [];
    return [{ path: `/${entity.set}`, icon: entity.icon, label: label(entity.label_plural ?? entity.label) }];
  });
}

/** The workbench stands alone at the top; a module that lists it does not repeat it. */
const ownPlace = new Set(["/workbench", "/"]);

export function useAreas(): Area[] {
  const catalogue = useCatalogue();
  const { language } = useWords();
  return useMemo(() => catalogue.modules.flatMap((module) => {
    const label = (each: Label | undefined) => labelIn(each, language);
    const entries = entriesOf(module, catalogue, label).filter((entry) => !ownPlace.has(entry.path));
    if (!entries.length) return [];
    return [{ name: module.name, icon: module.icon, label: label(module.label), entries, path: `/areas/${module.name}` }];
  }), [catalogue, language]);
}
