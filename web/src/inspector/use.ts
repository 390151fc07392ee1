/** What forms read of the stores, and how they write. */

import { useMemo } from "react";
import { useShallow } from "zustand/shallow";
import type { Problem } from "../api/types";
import { isMap } from "../doc/equal";
import type { Functions } from "../doc/expr";
import { getAt, setAt } from "../doc/ops";
import { languagesOf } from "../doc/reading";
import type { Schema } from "../doc/schema";
import type { FlowDoc, Json, Path } from "../doc/types";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { changed } from "./owner";
import { problemsAround, problemsAt } from "./problemsAt";

const NO_SCHEMA: Schema = {};

/** The schema of documents. */
export function useRoot(): Schema {
  return useSpecs((state) => state.steps?.schema) ?? NO_SCHEMA;
}

/** What stands at a path; drawn anew only when that changes. */
export function useValue(path: Path): Json | undefined {
  return useDocument((state) => (state.document ? getAt(state.document, path) : undefined));
}

/** The names in a keyed map, in their order. */
export function useKeys(path: Path): string[] {
  return useDocument(useShallow((state) => keysAt(state.document, path)));
}

export function keysAt(document: FlowDoc | null, path: Path): string[] {
  const map = document ? getAt(document, path) : undefined;
  return isMap(map) ? Object.keys(map) : [];
}

/** How many items a list has. */
export function useLength(path: Path): number {
  return useDocument((state) => {
    const list = state.document ? getAt(state.document, path) : undefined;
    return Array.isArray(list) ? list.length : 0;
  });
}

export function useLanguages(): string[] {
  return useDocument(useShallow((state) => languagesOf(state.document)));
}

export function useFunctions(): Functions {
  const functions = useSpecs((state) => state.steps?.functions);
  return useMemo(() => new Map((functions ?? []).map(({ name, takes }) => [name, takes])), [functions]);
}

export function useProblems(path: Path, within: boolean): Problem[] {
  return useSync(useShallow((state) => problemsAt(state.problems, path, within)));
}

export function useProblemsAround(path: Path, settings: readonly string[]): Problem[] {
  return useSync(useShallow((state) => problemsAround(state.problems, path, settings)));
}

/** Change the document under a name that a person would give to it. */
export function edit(label: string, change: (document: FlowDoc) => FlowDoc, group?: string): void {
  useDocument.getState().edit(label, change, group);
}

/** Put a value at a path; keystrokes in one setting are one step of undo. */
export function write(path: Path, title: string, value: Json | undefined): void {
  edit(changed(title, path), (document) => setAt(document, path, value), path.join("/"));
}
