;; Many linear functions over one sparse row at once. Weights stand column after column, each with a number for every
;; class; `bytes` is the length of such a run and a multiple of 64: sixteen classes at a time stay in registers while the
;; row's cells pass by. All addresses are in bytes.
(module
  (memory (export "memory") 1)

  ;; out += sum over the row's cells of value * weights[column]
  (func (export "score")
    (param $columns i32) (param $values i32) (param $end i32) (param $weights i32) (param $bytes i32) (param $out i32)
    (local $value v128) (local $at i32) (local $c i32) (local $column i32) (local $number i32)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (loop $blocks
      (local.set $a (v128.load (local.get $out)))
      (local.set $b (v128.load offset=16 (local.get $out)))
      (local.set $d (v128.load offset=32 (local.get $out)))
      (local.set $e (v128.load offset=48 (local.get $out)))
      (local.set $column (local.get $columns))
      (local.set $number (local.get $values))
      (block $done
        (loop $cells
          (br_if $done (i32.ge_u (local.get $column) (local.get $end)))
          (local.set $value (f32x4.splat (f32.load (local.get $number))))
          (local.set $at (i32.add (i32.add (local.get $weights) (local.get $c))
            (i32.mul (i32.load (local.get $column)) (local.get $bytes))))
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $value) (v128.load (local.get $at)))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $value) (v128.load offset=16 (local.get $at)))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $value) (v128.load offset=32 (local.get $at)))))
          (local.set $e (f32x4.add (local.get $e) (f32x4.mul (local.get $value) (v128.load offset=48 (local.get $at)))))
          (local.set $column (i32.add (local.get $column) (i32.const 4)))
          (local.set $number (i32.add (local.get $number) (i32.const 4)))
          (br $cells)))
      (v128.store (local.get $out) (local.get $a))
      (v128.store offset=16 (local.get $out) (local.get $b))
      (v128.store offset=32 (local.get $out) (local.get $d))
      (v128.store offset=48 (local.get $out) (local.get $e))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (br_if $blocks (i32.lt_u (local.get $c) (local.get $bytes)))))

  ;; weights[column] += value * step, for the row's cells
  (func (export "move")
    (param $columns i32) (param $values i32) (param $end i32) (param $weights i32) (param $bytes i32) (param $step i32)
    (local $value v128) (local $at i32) (local $c i32) (local $column i32) (local $number i32)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (loop $blocks
      (local.set $a (v128.load (local.get $step)))
      (local.set $b (v128.load offset=16 (local.get $step)))
      (local.set $d (v128.load offset=32 (local.get $step)))
      (local.set $e (v128.load offset=48 (local.get $step)))
      ;; Sixteen classes that do not move leave their weights alone.
      (if (v128.any_true (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $d) (local.get $e))))
        (then
          (local.set $column (local.get $columns))
          (local.set $number (local.get $values))
          (block $done
            (loop $cells
              (br_if $done (i32.ge_u (local.get $column) (local.get $end)))
              (local.set $value (f32x4.splat (f32.load (local.get $number))))
              (local.set $at (i32.add (i32.add (local.get $weights) (local.get $c))
                (i32.mul (i32.load (local.get $column)) (local.get $bytes))))
              (v128.store (local.get $at)
                (f32x4.add (v128.load (local.get $at)) (f32x4.mul (local.get $value) (local.get $a))))
              (v128.store offset=16 (local.get $at)
                (f32x4.add (v128.load offset=16 (local.get $at)) (f32x4.mul (local.get $value) (local.get $b))))
              (v128.store offset=32 (local.get $at)
                (f32x4.add (v128.load offset=32 (local.get $at)) (f32x4.mul (local.get $value) (local.get $d))))
              (v128.store offset=48 (local.get $at)
                (f32x4.add (v128.load offset=48 (local.get $at)) (f32x4.mul (local.get $value) (local.get $e))))
              (local.set $column (i32.add (local.get $column) (i32.const 4)))
              (local.set $number (i32.add (local.get $number) (i32.const 4)))
              (br $cells)))))
      (local.set $step (i32.add (local.get $step) (i32.const 64)))
      (local.set $c (i32.add (local.get $c) (i32.const 64)))
      (br_if $blocks (i32.lt_u (local.get $c) (local.get $bytes))))))
