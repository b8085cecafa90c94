import { Bubble, Sender } from '@ant-design/x'
import { Button, ConfigProvider, Drawer, Form, Input, Table } from 'antd'
import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(
  <ConfigProvider>
    <Bubble content="a" />
    <Sender />
    <Button />
    <Drawer />
    <Form>
      <Form.Item>
        <Input />
      </Form.Item>
    </Form>
    <Table />
  </ConfigProvider>,
)
