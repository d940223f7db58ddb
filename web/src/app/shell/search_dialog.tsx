// One box for everything: records by name, pinyin, phone or number; places and actions by their names.
import { SearchOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { mayCreate, useCatalogue } from "@/api/catalogue";
import { get, queryString } from "@/api/client";
import type { SearchHit } from "@/api/types";
import { useWords } from "@/i18n";
import { hitFacts } from "@/records/hit_facts";
import { useDebounced } from "@/ui/debounced";
import { Icon } from "@/ui/icons";
import { useAreas } from "./menu";

interface Result { key: string; group: string; title: string; facts?: string; icon: string | undefined; path: string }

function usePlaces(words: string): Result[] {
  const { t, label } = useWords();
  const catalogue = useCatalogue();
  const areas = useAreas();
  const wanted = words.trim().toLowerCase();
  const places = areas.flatMap((area) => area.entries.map((entry) => ({ key: `go-${entry.path}`, group: t("search.go"), title: entry.label, icon: entry.icon, path: entry.path })));
  const creations = catalogue.entities.filter((entity) => mayCreate(entity) && !entity.parent && (entity.views?.form?.length ?? 0) > 0).map((entity) => ({
    key: `new-${entity.set}`, group: t("search.actions"), title: t("list.new", { entity: label(entity.label) }), icon: entity.icon, path: `/${entity.set}/new`,
  }));
  if (!wanted) return places.slice(0, 6);
  return [...places, ...creations].filter((each) => each.title.toLowerCase().includes(wanted)).slice(0, 6);
}

function useHits(words: string): { hits: Result[]; isFetching: boolean } {
  const { label, language } = useWords();
  const catalogue = useCatalogue();
  const settled = useDebounced(words.trim(), 120);
  const { data, isFetching } = useQuery({
    queryKey: ["search", settled],
    enabled: settled.length > 0,
    staleTime: 20_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<{ value: SearchHit[] }>(`search${queryString({ q: settled, top: 12 })}`, { signal }),
  });
  const hits = settled ? (data?.value ?? []).map((hit) => {
    const entity = catalogue.entity(hit.entity);
    return {
      key: `${hit.entity}-${hit.id}`, group: label(entity?.label_plural ?? entity?.label), title: hit.title,
      facts: hitFacts(catalogue, hit, language), icon: entity?.icon, path: `/${hit.set}/${hit.id}`,
    };
  }) : [];
  return { hits, isFetching };
}

export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const { hits, isFetching } = useHits(words);
  const results = [...hits, ...usePlaces(words)];
  const active = Math.min(at, results.length - 1);
  const open = (result: Result | undefined) => {
    if (!result) return;
    onClose();
    void navigate(result.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((active + 1) % Math.max(1, results.length));
    else if (event.key === "ArrowUp") setAt((active - 1 + results.length) % Math.max(1, results.length));
    else if (event.key === "Enter") open(results[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal open footer={null} closable={false} width={640} className="tw-search" onCancel={onClose} title={t("shell.search")} style={{ top: 72 }}>
      <div className="tw-search-line">
        <SearchOutlined aria-hidden />
        <input
          autoFocus value={words} placeholder={t("search.placeholder")} aria-label={t("shell.search")} role="combobox" aria-expanded={results.length > 0}
          aria-controls={`${id}-list`} aria-activedescendant={results[active] ? `${id}-${active}` : undefined} autoComplete="off" spellCheck={false}
          onChange={(event) => { setWords(event.target.value); setAt(0); }} onKeyDown={onKeyDown}
        />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={t("search.results")} className="tw-search-results" aria-busy={isFetching}>
        {results.map((result, index) => (
          <li
            key={result.key} id={`${id}-${index}`} role="option" aria-selected={index === active}
            className={index === active ? "tw-search-active" : undefined} onMouseMove={() => setAt(index)} onClick={() => open(result)}
          >
            <Icon name={result.icon} />
            <span className="tw-search-title">{result.title}</span>
            {result.facts && <span className="tw-search-facts">{result.facts}</span>}
            <span className="tw-search-group">{result.group}</span>
          </li>
        ))}
      </ul>
      {words.trim() && !isFetching && results.length === 0 && <p className="tw-search-none" role="status">{t("search.nothing", { words: words.trim() })}</p>}
    </Modal>
  );
}
