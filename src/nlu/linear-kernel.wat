;; Many linear functions over one sparse row at once. Weights stand column after column, each with a number for every
;; class; `bytes` is the length of such a run and a multiple of 16. All addresses are in bytes.
(module
  (memory (export "memory") 1)

  ;; out += sum over the row's cells of value * weights[column]
  (func (export "score")
    (param $columns i32) (param $values i32) (param $end i32) (param $weights i32) (param $bytes i32) (param $out i32)
    (local $value v128) (local $at i32) (local $c i32)
    (block $done
      (loop $cells
        (br_if $done (i32.ge_u (local.get $columns) (local.get $end)))
        (local.set $value (f32x4.splat (f32.load (local.get $values))))
        (local.set $at (i32.add (local.get $weights) (i32.mul (i32.load (local.get $columns)) (local.get $bytes))))
        (local.set $c (i32.const 0))
        (loop $classes
          (v128.store (i32.add (local.get $out) (local.get $c))
            (f32x4.add (v128.load (i32.add (local.get $out) (local.get $c)))
              (f32x4.mul (local.get $value) (v128.load (i32.add (local.get $at) (local.get $c))))))
          (local.set $c (i32.add (local.get $c) (i32.const 16)))
          (br_if $classes (i32.lt_u (local.get $c) (local.get $bytes))))
        (local.set $columns (i32.add (local.get $columns) (i32.const 4)))
        (local.set $values (i32.add (local.get $values) (i32.const 4)))
        (br $cells))))

  ;; weights[column] += value * step, for the row's cells
  (func (export "move")
    (param $columns i32) (param $values i32) (param $end i32) (param $weights i32) (param $bytes i32) (param $step i32)
    (local $value v128) (local $at i32) (local $c i32)
    (block $done
      (loop $cells
        (br_if $done (i32.ge_u (local.get $columns) (local.get $end)))
        (local.set $value (f32x4.splat (f32.load (local.get $values))))
        (local.set $at (i32.add (local.get $weights) (i32.mul (i32.load (local.get $columns)) (local.get $bytes))))
        (local.set $c (i32.const 0))
        (loop $classes
          (v128.store (i32.add (local.get $at) (local.get $c))
            (f32x4.add (v128.load (i32.add (local.get $at) (local.get $c)))
              (f32x4.mul (local.get $value) (v128.load (i32.add (local.get $step) (local.get $c))))))
          (local.set $c (i32.add (local.get $c) (i32.const 16)))
          (br_if $classes (i32.lt_u (local.get $c) (local.get $bytes))))
        (local.set $columns (i32.add (local.get $columns) (i32.const 4)))
        (local.set $values (i32.add (local.get $values) (i32.const 4)))
        (br $cells)))))
