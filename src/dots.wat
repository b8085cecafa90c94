;; The dot products of a query with the rows of a list of numbers. All addresses are in bytes; `bytes` is the length of a
;; row and a multiple of 64.
(module
  (memory (export "memory") 1)
  (func (export "dots") (param $list i32) (param $end i32) (param $rows i32) (param $bytes i32) (param $query i32) (param $out i32)
    (local $row i32) (local $i i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
        (local.set $row (i32.add (local.get $rows) (i32.mul (i32.load (local.get $list)) (local.get $bytes))))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (local.set $i (i32.const 0))
        (loop $cells
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul
            (v128.load (i32.add (local.get $row) (local.get $i))) (v128.load (i32.add (local.get $query) (local.get $i))))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul
            (v128.load offset=16 (i32.add (local.get $row) (local.get $i))) (v128.load offset=16 (i32.add (local.get $query) (local.get $i))))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.mul
            (v128.load offset=32 (i32.add (local.get $row) (local.get $i))) (v128.load offset=32 (i32.add (local.get $query) (local.get $i))))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul
            (v128.load offset=48 (i32.add (local.get $row) (local.get $i))) (v128.load offset=48 (i32.add (local.get $query) (local.get $i))))))
          (local.set $i (i32.add (local.get $i) (i32.const 64)))
          (br_if $cells (i32.lt_u (local.get $i) (local.get $bytes))))
        (local.set $a (f32x4.add (f32x4.add (local.get $a) (local.get $b)) (f32x4.add (local.get $c) (local.get $d))))
        (f32.store (local.get $out) (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 1 (local.get $a)))
          (f32.add (f32x4.extract_lane 2 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br $each)))))
