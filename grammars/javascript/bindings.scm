; { … }
(statement_block) @scope

; for (const x of xs) { … }
(for_in_statement) @scope @binding.loop

; for (let i = 0; …) { … }
(for_statement) @scope

; switch (x) { case 1: let y }
(switch_body) @scope

; class { static { … } }
(class_body) @scope

; function f(a) { … }
(function_declaration) @scope.function @binding.function

; function* f(a) { … }
(generator_function_declaration) @scope.function @binding.function

; const f = function g(a) { … }
(function_expression) @scope.function

; const f = function* g(a) { … }
(generator_function) @scope.function

; (a) => …
(arrow_function) @scope.function

; class { m(a) { … } }
(method_definition) @scope.function

; (a, b)
(formal_parameters) @binding.parameters

; const a = 1
(variable_declarator) @binding.variable

; class A { … }
(class_declaration) @binding.class

; catch (error) { … }
(catch_clause) @scope @binding.catch
