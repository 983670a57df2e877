; inherits: bindings

; interface A { … }
(interface_declaration) @binding.type

; type A = …
(type_alias_declaration) @binding.type

; enum A { … }
(enum_declaration) @binding.type

; namespace A { … }
(internal_module) @binding.type

; abstract class A { … }
(abstract_class_declaration) @binding.class

; declare function f(a): void
(function_signature) @binding.function
